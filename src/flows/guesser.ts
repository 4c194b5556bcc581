import { type Actor, actorName } from '../accounts/actor.ts'
import { phoneHashOf } from '../accounts/phone.ts'
import { type Guesser, type Spent, spendGuess, spentBudgets } from '../codes/guesses.ts'
import { type Refusee, tallyRefusal } from '../codes/refusal-tally.ts'
import { hmacSha256 } from '../std/hmac.ts'
import { sourceNetwork } from '../std/network.ts'
import type { Keyring } from '../store/keyring.ts'
import type { House } from './house.ts'
import { type Refused, refused } from './redeem-outcome.ts'
import type { LedgerTx } from './tables.ts'

/** Who tries a code, with every budget that a wrong one costs, and how the audit names them. */
export type Attempt = Refusee & { guesser: Guesser }

/**
 * An attempt at a code, with the budgets of account, device, telephone number and source network, as far as they are known.
 * @param at the account, by its id or by who acts for it; and the device, where the code is for one
 */
export async function attemptOf(
  { keys }: House,
  tx: LedgerTx,
  actor: Actor,
  at: { account: string; deviceId?: string },
): Promise<Attempt> {
  const guesser: Guesser[number][] = [{ scope: 'account', subject: at.account }]
  if (at.deviceId !== undefined) guesser.push({ scope: 'device', subject: at.deviceId })
  const phone = actor.kind === 'user' ? await phoneHashOf(tx, actor.userId) : null
  if (phone) guesser.push({ scope: 'phone', subject: Buffer.from(phone).toString('base64url') })
  guesser.push({ scope: 'source', subject: networkSubject(keys, actor.source) })
  return {
    guesser,
    actor: actorName(actor),
    accountId: at.account,
    place: at.deviceId === undefined ? `account:${at.account}` : `device:${at.deviceId}`,
  }
}

/** Null while every budget has a guess free; otherwise the refusal, counted. A good code is refused alike, or the answer would tell which ones are good. */
export async function heldBack(house: House, tx: LedgerTx, attempt: Attempt): Promise<Refused | null> {
  return tooMany(house, tx, attempt, await spentBudgets(tx, attempt.guesser, house.world.clock.now()))
}

/** Counts a guess that named no code. Null, or the refusal when this one was one too many. */
export async function wrongGuess(house: House, tx: LedgerTx, attempt: Attempt): Promise<Refused | null> {
  return tooMany(house, tx, attempt, await spendGuess(tx, attempt.guesser, house.world.clock.now()))
}

async function tooMany(house: House, tx: LedgerTx, attempt: Attempt, spent: Spent | null): Promise<Refused | null> {
  if (spent === null) return null
  const reference = await tallyRefusal(tx, house.world, spent, attempt)
  return { ...refused('too-many-attempts', {}, spent.until), at: house.world.clock.now(), reference }
}

/** A source network as the subject of a budget: only as a keyed hash, since an address is personal data. */
export function networkSubject(keys: Keyring, source: string): string {
  return hmacSha256(keys.current('subject-hash').bytes).update(sourceNetwork(source)).digest('base64url')
}

/** Tells whether a repeated request is the same. Keyed, because its body holds a code. */
export function requestHash(keys: Keyring, ...parts: readonly string[]): Uint8Array {
  return hmacSha256(keys.current('subject-hash').bytes).update(JSON.stringify(parts)).digest()
}
