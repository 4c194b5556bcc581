import { type Actor, actorName } from '../accounts/actor.ts'
import { claimCode } from '../codes/claim-code.ts'
import { MINTED } from '../codes/families/index.ts'
import { simActivation } from '../codes/families/sim-activation.ts'
import { findCode } from '../codes/find-code.ts'
import { judge } from '../codes/judge.ts'
import { readTyped } from '../codes/read-typed.ts'
import { isNewCustomer } from '../licences/subscription.ts'
import { presentCountries } from '../sims/network-country.ts'
import { newId } from '../std/ids.ts'
import { recall, remember } from '../store/idempotency.ts'
import { grantOnDevice } from './grant.ts'
import { attemptOf, heldBack, requestHash, wrongGuess } from './guesser.ts'
import type { House } from './house.ts'
import { noteRefusal } from './note-refusal.ts'
import { type DevicePlace, placeOf } from './place.ts'
import { type Promised, promise } from './promise-effect.ts'
import { type Accepted, type Decided, type RedeemOutcome, type Refused, refused } from './redeem-outcome.ts'
import type { LedgerTx } from './tables.ts'

/** A person's wish to use a code on a device. `idempotencyKey`: 1 to 255 characters, the same for every repetition of the same wish. */
export type RedeemRequest = { actor: Actor; deviceId: string; code: string; idempotencyKey: string }

/**
 * Redeems a code on a device: code used + entitlement granted + command queued + audit, or nothing, in one transaction.
 * Judged in this order: the same request again; the device and the right to use it; too many guesses; the code's shape; whether it exists; the rules of
 * `codes/judge.ts`. Every answer is remembered under the key, but `try-again-later` (which is thrown) and what is only
 * counted (`note-refusal.ts`).
 * @throws ProblemError `try-again-later`; nothing was consumed
 */
export async function redeem(house: House, request: RedeemRequest): Promise<RedeemOutcome> {
  const typed = readTyped(request.code, simActivation, MINTED)
  const owner = actorName(request.actor)
  const hash = requestHash(house.keys, 'device-redemption', request.deviceId, request.code)
  const outcome = await house.ledger.transact('redeem', async (tx): Promise<RedeemOutcome> => {
    const before = await recall(tx, owner, request.idempotencyKey, hash)
    if (before.kind === 'other-body') return { kind: 'key-reused' }
    if (before.kind === 'same') return JSON.parse(before.answer) as RedeemOutcome
    const place = await placeOf(tx, request.actor, request.deviceId, 'redeem')
    if (typeof place === 'string') return { kind: place }
    if (!place.sim) return { kind: 'no-sim' }
    const { answer, lasting } = await decide(house, tx, request, place, typed)
    if (lasting)
      await remember(tx, owner, request.idempotencyKey, hash, JSON.stringify(answer), house.world.clock.now())
    return answer
  })
  if (outcome.kind === 'accepted') house.wake.emit(request.deviceId)
  return outcome
}

async function decide(
  house: House,
  tx: LedgerTx,
  request: RedeemRequest,
  place: DevicePlace,
  typed: ReturnType<typeof readTyped>,
): Promise<Decided<Accepted>> {
  const now = house.world.clock.now()
  const weighed = await weigh(house, tx, request.actor, place, typed, now)
  if (weighed.kind === 'refused') {
    return noteRefusal(house, tx, {
      actor: actorName(request.actor),
      accountId: place.accountId,
      place: `device:${place.deviceId}`,
      typed: request.code,
      refusal: weighed,
    })
  }
  const redemptionId = newId(house.world.clock, house.world.random)
  if (!(await claimCode(tx, weighed.code.hash, { redemptionId, accountId: place.accountId, at: now }))) {
    // Somebody else claimed it between our reading and our update (READ COMMITTED): what they did is now to be seen.
    return decide(house, tx, request, place, typed)
  }
  const effect = await grantOnDevice(house, tx, {
    redemptionId,
    actor: request.actor,
    place,
    code: weighed.code,
    promised: weighed.promised,
    now,
  })
  const { family } = weighed.code.facts
  const notices = [...weighed.code.notices]
  return { answer: { kind: 'accepted', redemptionId, family, effect, at: now, notices }, lasting: true }
}

type Weighed = Refused | { kind: 'good'; code: NonNullable<Awaited<ReturnType<typeof findCode>>>; promised: Promised }

/** Everything that can be said of a code without using it. A guess that names no code is counted here. */
export async function weigh(
  house: House,
  tx: LedgerTx,
  actor: Actor,
  place: DevicePlace,
  typed: ReturnType<typeof readTyped>,
  now: number,
): Promise<Weighed> {
  const attempt = await attemptOf(house, tx, actor, { account: place.accountId, deviceId: place.deviceId })
  const held = await heldBack(house, tx, attempt)
  if (held) return held
  if (!typed.fits) return refused(typed.problem, typed.position === undefined ? {} : { position: typed.position })
  const code = await findCode(tx, house.keys.all('code-hash'), typed.candidates)
  if (!code) {
    const tooMany = await wrongGuess(house, tx, attempt)
    if (tooMany) return tooMany
    const wanted = simActivation.shape(typed.candidates[0]?.canonical ?? '')
    return wanted.fits
      ? refused('unknown')
      : refused(wanted.problem, wanted.position === undefined ? {} : { position: wanted.position })
  }
  const promised = promise(code.facts.product, place, code.purchasedAt ?? now)
  const judgement = judge(
    code.facts,
    {
      accountId: place.accountId,
      accountCountry: place.accountCountry,
      presentCountries: presentCountries(place.network, now),
      simKind: place.sim?.kind ?? null,
      wantedFamily: simActivation.name,
      customerIsNew: !code.facts.batch.campaign || (await isNewCustomer(tx, place.accountId)),
    },
    now,
    promised?.until ?? null,
  )
  if (!judgement.ok) return refused(judgement.refusal, judgement.params)
  if (!promised) throw new Error('a code that is good here has an effect here')
  return { kind: 'good', code, promised }
}
