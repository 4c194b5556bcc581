import { type Actor, actorName } from '../../accounts/actor.ts'
import {
  beginFactor,
  endFactor,
  hasFactor,
  makeRecovery,
  recoveryLeft,
  takeCode,
  takeRecovery,
} from '../../accounts/second-factor.ts'
import { totpTold } from '../../accounts/totp.ts'
import { spendGuess, spentBudgets } from '../../codes/guesses.ts'
import { record } from '../../store/audit.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import { stopFor } from './factor-reset.ts'

/** `retryAt` in milliseconds since 1970. */
export type FactorRefused = { kind: 'wrong-second-factor' } | { kind: 'too-many-requests'; retryAt: number }

/**
 * Takes a second factor that is on: a code of the authenticator or a recovery code, each once. Wrong ones are counted per user, and the count survives a restart; past it right
 * ones are refused alike. Null: it fits.
 */
export async function passFactor(
  house: House,
  tx: LedgerTx,
  given: { userId: string; code: string; confirmed: boolean },
): Promise<FactorRefused | null> {
  const sender = [{ scope: 'second-factor' as const, subject: given.userId }]
  const now = house.world.clock.now()
  // Counted first: tries made at the same moment must not pass the limit together. What fits gives its try back.
  const spent = (await spentBudgets(tx, sender, now)) ?? (await spendGuess(tx, sender, now))
  if (spent) return { kind: 'too-many-requests', retryAt: spent.until }
  const fits = (await takeCode(tx, house, given)) || (given.confirmed && (await takeRecovery(tx, house, given)))
  if (!fits) return { kind: 'wrong-second-factor' }
  await tx.deleteFrom('guesses').where('scope', '=', 'second-factor').where('subject', '=', given.userId).execute()
  if (given.confirmed) await stopFor(house, tx, given.userId)
  return null
}

/** Whether it is on, and how many recovery codes are left. */
export async function seeFactor({ ledger }: House, actor: Actor): Promise<{ on: boolean; recoveryCodes: number }> {
  if (actor.kind !== 'user') return { on: false, recoveryCodes: 0 }
  const { reads } = ledger
  return { on: await hasFactor(reads, actor.userId), recoveryCodes: await recoveryLeft(reads, actor.userId) }
}

/** Begins a second factor: the secret is told this once, and asked for from its first code on. */
export async function beginSecondFactor(
  house: House,
  actor: Actor,
): Promise<{ kind: 'begun'; secret: string; uri: string } | { kind: 'forbidden' | 'second-factor-on' }> {
  if (actor.kind !== 'user') return { kind: 'forbidden' }
  const { userId } = actor
  return house.ledger.transact('begin-factor', async (tx) => {
    const user = await tx.selectFrom('users').select('email').where('id', '=', userId).executeTakeFirst()
    if (!user) return { kind: 'forbidden' } as const
    const secret = await beginFactor(tx, house, userId)
    return secret
      ? ({ kind: 'begun', ...totpTold(secret, user.email) } as const)
      : ({ kind: 'second-factor-on' } as const)
  })
}

/** Turns it on by a first code. @returns ten recovery codes in clear, this once */
export async function confirmSecondFactor(
  house: House,
  actor: Actor,
  code: string,
): Promise<{ kind: 'on'; recoveryCodes: string[] } | { kind: 'forbidden' } | FactorRefused> {
  if (actor.kind !== 'user') return { kind: 'forbidden' }
  const { userId } = actor
  return house.ledger.transact('confirm-factor', async (tx) => {
    const refused = await passFactor(house, tx, { userId, code, confirmed: false })
    if (refused) return refused
    await note(house, tx, actor, 'second-factor-on')
    return { kind: 'on', recoveryCodes: await makeRecovery(tx, house, userId) } as const
  })
}

/** Turns it off, by one more code: whoever found a session open cannot. */
export async function endSecondFactor(
  house: House,
  actor: Actor,
  code: string,
): Promise<'off' | { kind: 'forbidden' } | FactorRefused> {
  if (actor.kind !== 'user') return { kind: 'forbidden' }
  const { userId } = actor
  return house.ledger.transact('end-factor', async (tx) => {
    const refused = await passFactor(house, tx, { userId, code, confirmed: true })
    if (refused) return refused
    await endFactor(tx, userId)
    await note(house, tx, actor, 'second-factor-off')
    return 'off' as const
  })
}

async function note({ world }: House, tx: LedgerTx, actor: Actor, act: string): Promise<void> {
  const subject = actorName(actor)
  await record(tx, world, { actor: subject, act, accountId: null, subject, details: '{}' })
}
