import type { Actor } from '../../accounts/actor.ts'
import { type Guesser, spendGuess, spentBudgets } from '../../codes/guesses.ts'
import { obstacleOf, type Silence } from '../../recipients/judge.ts'
import { newId } from '../../std/ids.ts'
import type { Texts } from '../../std/texts.ts'
import type { House } from '../house.ts'
import { loadRecipients } from './load.ts'
import { managedRecipient, noteDeed } from './place.ts'
import { tellRecipient } from './send.ts'
import { testWords } from './words.ts'

/** What trying a recipient comes to; `silent` says what stands in the way. Instants in milliseconds since 1970. */
export type Tried =
  | { kind: 'queued' }
  | { kind: 'silent'; silence: Silence }
  | { kind: 'not-found' | 'forbidden' }
  | { kind: 'too-many-requests'; retryAt: number }

/**
 * Sends a recipient a test by its own way, whatever it has chosen and at any hour: what is tried is the way. A test by SMS costs a credit as an alarm does. Three at once
 * and one more every ten minutes for each recipient, ten an hour for the account.
 */
export async function tryRecipient(house: House, texts: Texts, asked: { actor: Actor; id: string }): Promise<Tried> {
  const { actor, id } = asked
  const { world, ledger } = house
  return ledger.transact('try-recipient', async (tx): Promise<Tried> => {
    const row = await managedRecipient(tx, actor, id)
    if (typeof row === 'string') return { kind: row }
    const now = world.clock.now()
    const account = await loadRecipients(tx, row.account_id, now)
    const to = account?.recipients.find((one) => one.row.id === id)
    if (!to) return { kind: 'not-found' }
    const triers: Guesser = [
      { scope: 'recipient-test', subject: id },
      { scope: 'account-test', subject: row.account_id },
    ]
    const spent = (await spentBudgets(tx, triers, now)) ?? (await spendGuess(tx, triers, now))
    if (spent) return { kind: 'too-many-requests', retryAt: spent.until }
    const subject = `test:${newId(world.clock, world.random)}`
    const words = (language: string) => testWords(texts, language)
    const telling = { to, subject, alarmId: null, deviceId: null, kind: 'test' as const, words }
    const silence = await tellRecipient(house, texts, tx, telling, obstacleOf(to.reach))
    await noteDeed(house, tx, { actor, act: 'try-recipient', accountId: row.account_id, recipientId: id })
    return silence === null || silence === 'before' ? { kind: 'queued' } : { kind: 'silent', silence }
  })
}
