import { timingSafeEqual } from 'node:crypto'
import type { Actor } from '../../accounts/actor.ts'
import { TRIES_MAX, VALID_MS, verificationHash } from '../../accounts/verification.ts'
import { type Guesser, spendGuess, spentBudgets } from '../../codes/guesses.ts'
import { newId } from '../../std/ids.ts'
import { below } from '../../std/random.ts'
import type { Texts } from '../../std/texts.ts'
import type { House } from '../house.ts'
import { queueMail } from '../mail/queue-mail.ts'
import { putInOutbox } from '../sms/outbox.ts'
import type { LedgerTx } from '../tables.ts'
import { maskedAddress, openAddress } from './address.ts'
import { managedRecipient, noteDeed } from './place.ts'

/** `address` is masked; instants in milliseconds since 1970. */
export type ProofAsked =
  | { kind: 'sent'; address: string; expiresAt: number }
  | { kind: 'not-found' | 'forbidden' | 'nothing-to-prove' }
  | { kind: 'too-many-requests'; retryAt: number }

/** Sends six digits to a recipient's address: whoever has it gives them to whoever added it, and so agrees. They replace those that were sent before. */
export async function askProof(house: House, texts: Texts, asked: { actor: Actor; id: string }): Promise<ProofAsked> {
  const { world, keys, ledger } = house
  return ledger.transact('ask-recipient-proof', async (tx): Promise<ProofAsked> => {
    const row = await managedRecipient(tx, asked.actor, asked.id)
    if (typeof row === 'string') return { kind: row }
    const to = openAddress(keys, row)
    if (to === null || row.confirmed_at !== null || row.address_hash === null) return { kind: 'nothing-to-prove' }
    const now = world.clock.now()
    const senders = sendersOf(row.way, row.account_id, row.address_hash)
    const spent = (await spentBudgets(tx, senders, now)) ?? (await spendGuess(tx, senders, now))
    if (spent) return { kind: 'too-many-requests', retryAt: spent.until }
    const id = newId(world.clock, world.random)
    const digits = String(below(world.random, 1_000_000)).padStart(6, '0')
    const key = keys.current('subject-hash')
    const expiresAt = now + VALID_MS
    const proof = {
      id,
      code_hash: verificationHash(key, id, digits),
      code_key_id: key.id,
      tries: 0,
      expires_at: expiresAt,
    }
    await tx
      .insertInto('recipient_proofs')
      .values({ recipient_id: row.id, ...proof })
      .onConflict((clash) => clash.column('recipient_id').doUpdateSet(proof))
      .execute()
    await sendDigits(house, texts, tx, { row, to, digits, id, expiresAt })
    await noteDeed(house, tx, {
      actor: asked.actor,
      act: 'ask-recipient-proof',
      accountId: row.account_id,
      recipientId: row.id,
    })
    return { kind: 'sent', address: maskedAddress(to), expiresAt }
  })
}

async function sendDigits(
  house: House,
  texts: Texts,
  tx: LedgerTx,
  sent: {
    row: { account_id: string; way: string; language: string }
    to: string
    digits: string
    id: string
    expiresAt: number
  },
): Promise<void> {
  const { row, to, digits } = sent
  const accountId = row.account_id
  const say = (part: string): string => texts.text(row.language, `recipient.proof.${part}`, { digits })
  const once = `recipient-proof:${sent.id}`
  if (row.way === 'sms') {
    await putInOutbox(house, tx, { accountId, to, text: say('sms'), purpose: 'verification', once })
    return
  }
  const mail = { accountId, to, subject: say('subject'), text: say('mail'), kind: 'recipient-proof', once }
  await queueMail(house, tx, { ...mail, notAfter: sent.expiresAt })
}

/** What giving the digits back can come to. */
export type ProofAnswered =
  | { kind: 'confirmed' | 'not-found' | 'forbidden' | 'verification-over' }
  | { kind: 'wrong-verification'; triesLeft: number }

/** Takes the six digits back: right ones let alarms go to the address. Every try counts, and commits. */
export async function confirmProof(
  house: House,
  answer: { actor: Actor; id: string; digits: string },
): Promise<ProofAnswered> {
  const { actor, id } = answer
  const { ledger, world, keys } = house
  return ledger.transact('confirm-recipient', async (tx): Promise<ProofAnswered> => {
    const row = await managedRecipient(tx, actor, id)
    if (typeof row === 'string') return { kind: row }
    const now = world.clock.now()
    // The limits stand in the update itself: tries made at the same moment cannot pass them together.
    const proof = await tx
      .updateTable('recipient_proofs')
      .set((eb) => ({ tries: eb('tries', '+', 1) }))
      .where('recipient_id', '=', id)
      .where('tries', '<', TRIES_MAX)
      .where('expires_at', '>', now)
      .returningAll()
      .executeTakeFirst()
    if (!proof) return { kind: 'verification-over' }
    const hash = verificationHash(keys.byId(proof.code_key_id), proof.id, answer.digits)
    if (!timingSafeEqual(hash, proof.code_hash))
      return { kind: 'wrong-verification', triesLeft: TRIES_MAX - proof.tries }
    await tx.deleteFrom('recipient_proofs').where('recipient_id', '=', id).execute()
    await tx.updateTable('recipients').set({ confirmed_at: now }).where('id', '=', id).execute()
    await noteDeed(house, tx, { actor, act: 'confirm-recipient', accountId: row.account_id, recipientId: id })
    return { kind: 'confirmed' }
  })
}

function sendersOf(way: string, accountId: string, addressHash: Uint8Array): Guesser {
  const hash = Buffer.from(addressHash).toString('base64url')
  const scopes = way === 'sms' ? (['sms-minute', 'sms-hour'] as const) : (['mail-proof'] as const)
  return scopes.flatMap((scope) => [
    { scope, subject: accountId },
    { scope, subject: hash },
  ])
}
