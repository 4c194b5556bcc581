import { type Actor, actorName } from '../../accounts/actor.ts'
import { can } from '../../accounts/can.ts'
import { standingOf } from '../../accounts/standing.ts'
import { startDeviceSubscription } from '../../billing/device-subscriptions.ts'
import { type Guesser, spendGuess, spentBudgets } from '../../codes/guesses.ts'
import { changeHands, type Holding, holdingOf, takeUp } from '../../devices/ownership.ts'
import { isCaratId, isImei } from '../../devices/serial.ts'
import { record } from '../../store/audit.ts'
import { tell } from '../../store/events.ts'
import { accountPlaceOf, type NoAccountPlace } from '../account-place.ts'
import { networkSubject } from '../guesser.ts'
import type { House } from '../house.ts'
import { isClosing } from '../privacy/is-closing.ts'
import type { LedgerReads, LedgerTx } from '../tables.ts'
import { renewSecret } from './bridge-secret.ts'

/** What somebody holds in their hand: a collar with its IMEI, or a dongle with its Carat-ID (8 hexadecimal capitals). */
export type Wanted = { kind: 'collar' | 'dongle'; serial: string }

/** A device that somebody wants to have on an account; without a name it keeps the one that it has. */
export type Claim = Wanted & { name?: string }

/** Who claims, and for which account. `guesser` is null for staff, who may see every device anyway. */
export type Claimant = { actor: string; accountId: string; guesser: Guesser | null }

/**
 * What a claim comes to. `not-available` covers a serial number that there is not and one that another account has: an answer that told them apart would tell
 * everybody which devices there are.
 */
export type ClaimOutcome =
  | { kind: 'registered' | 'already-yours'; deviceId: string }
  | { kind: 'invalid' | 'not-available' | 'account-closing' }
  | { kind: 'too-many'; retryAt: number }

/** What a claim would come to, before anything is done. */
export type Judged = ClaimOutcome | { kind: 'free'; deviceId: string; holding: Holding | null }

/**
 * Registers a device from the vendor's stock, or one that a closed account left, on an account: it is the account's from now on. The subscription of a collar is active
 * at once; a dongle has none, and comes with the licences that it holds and that are released for it.
 * @throws ProblemError `try-again-later`
 */
export async function claimDevice(
  house: House,
  actor: Actor,
  claim: Claim & { accountId?: string },
): Promise<ClaimOutcome | { kind: NoAccountPlace }> {
  const outcome = await house.ledger.transact(
    'claim-device',
    async (tx): Promise<ClaimOutcome | { kind: NoAccountPlace }> => {
      const claimant = await claimantOf(house, tx, actor, claim.accountId)
      if (typeof claimant === 'string') return { kind: claimant }
      return carryOutClaim(house, tx, claimant, claim, await judgeClaim(house, tx, claimant, claim))
    },
  )
  dismissFormer(house, claim, outcome)
  return outcome
}

/** After the commit: whoever still holds a dongle that was registered just now, and speaks for it, is to show its secret again. */
export function dismissFormer({ dismissed }: House, { kind, serial }: Wanted, outcome: { kind: string }): void {
  if (kind === 'dongle' && outcome.kind === 'registered') dismissed?.emit(serial)
}

/** Who claims, asked for the right to it. Staff say for whom: the office has its collars already. */
export async function claimantOf(
  { keys }: House,
  tx: LedgerReads,
  actor: Actor,
  accountId: string | undefined,
): Promise<Claimant | NoAccountPlace> {
  const place = await accountPlaceOf(tx, actor, accountId, 'register-device')
  if (typeof place === 'string') return place
  if ((await kindOf(tx, place.accountId)) === 'office') return 'which-account'
  const staff = can(await standingOf(tx, actor), 'see-device', null)
  const guesser: Guesser = [
    { scope: 'imei', subject: place.accountId },
    { scope: 'imei-source', subject: networkSubject(keys, actor.source) },
  ]
  return { actor: actorName(actor), accountId: place.accountId, guesser: staff ? null : guesser }
}

/** Judges one serial number; one that is not to be had counts as a guess, and past the limit a good one is refused alike. */
export async function judgeClaim(
  { world }: House,
  tx: LedgerTx,
  { accountId, guesser }: Claimant,
  { kind, serial }: Wanted,
): Promise<Judged> {
  if (!(kind === 'collar' ? isImei(serial) : isCaratId(serial))) return { kind: 'invalid' }
  const named = tx.selectFrom('devices').select('id').where('kind', '=', kind).where('serial', '=', serial)
  const device = await named.executeTakeFirst()
  const holding = device && (await holdingOf(tx, device.id))
  if (holding?.accountId === accountId) return { kind: 'already-yours', deviceId: holding.deviceId }
  // Whatever comes to it would be erased with it.
  if (await isClosing(tx, [accountId])) return { kind: 'account-closing' }
  const now = world.clock.now()
  const held = guesser && (await spentBudgets(tx, guesser, now))
  if (held) return { kind: 'too-many', retryAt: held.until }
  // Of nobody: the account that had it was closed, and whoever has the device in hand now may have it.
  if (device && !holding) return { kind: 'free', deviceId: device.id, holding: null }
  if (holding && (await inStock(tx, kind, holding))) return { kind: 'free', deviceId: holding.deviceId, holding }
  const spent = guesser && (await spendGuess(tx, guesser, now))
  return spent ? { kind: 'too-many', retryAt: spent.until } : { kind: 'not-available' }
}

/** Does what was judged. @throws RunAgain when somebody else got the device meanwhile */
export async function carryOutClaim(
  house: House,
  tx: LedgerTx,
  { actor, accountId }: Claimant,
  { kind, serial, name }: Claim,
  judged: Judged,
): Promise<ClaimOutcome> {
  const { world } = house
  const at = world.clock.now()
  const subscribe = async (deviceId: string): Promise<string | null> =>
    kind === 'dongle' ? null : startDeviceSubscription(tx, world, { deviceId, accountId, at })
  if (judged.kind === 'already-yours') {
    // A delivery may have put it on the account; what the owner's own entry begins is the subscription.
    await subscribe(judged.deviceId)
    return judged
  }
  if (judged.kind !== 'free') return judged
  const { deviceId, holding } = judged
  if (holding) await changeHands(tx, world, { holding, to: accountId, at })
  else await takeUp(tx, world, { deviceId, to: accountId, at })
  // What stood in stock nobody has used: its bridge's secret is the one that came with it. What an account left may have a bridge there still.
  if (kind === 'dongle' && !holding) await renewSecret(house, tx, { deviceId, serial })
  const begun = await subscribe(deviceId)
  if (begun === null && kind === 'collar') throw new Error('what somebody subscribes to is not in stock')
  if (name !== undefined) await tx.updateTable('devices').set({ name }).where('id', '=', deviceId).execute()
  await tell(tx, world, { accountId, topic: `device:${deviceId}`, body: JSON.stringify({ registered: true }) })
  const subject = `device:${deviceId}`
  const details = JSON.stringify({ from: holding?.accountId ?? null, subscription: begun })
  await record(tx, world, { actor, act: 'claim-device', accountId, subject, details })
  return { kind: 'registered', deviceId }
}

/**
 * In stock is what stands on an account of the office or of a reseller, and nobody subscribes to. Of a reseller's dongle no subscription tells whether it is on the
 * shelf or at work, so that only the office's are: a reseller hands one over.
 */
async function inStock(tx: LedgerReads, device: Wanted['kind'], { accountId, deviceId }: Holding): Promise<boolean> {
  const of = await kindOf(tx, accountId)
  if (device === 'dongle') return of === 'office'
  if (of !== 'office' && of !== 'reseller') return false
  const subscribed = tx.selectFrom('device_subscriptions').select('id').where('device_id', '=', deviceId)
  return (await subscribed.where('ended_at', 'is', null).executeTakeFirst()) === undefined
}

async function kindOf(tx: LedgerReads, accountId: string): Promise<string | undefined> {
  const row = await tx.selectFrom('accounts').select('kind').where('id', '=', accountId).executeTakeFirst()
  return row?.kind
}
