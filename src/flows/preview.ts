import type { Actor } from '../accounts/actor.ts'
import { MINTED } from '../codes/families/index.ts'
import { simActivation } from '../codes/families/sim-activation.ts'
import { readTyped } from '../codes/read-typed.ts'
import type { Effect } from './effect.ts'
import type { House } from './house.ts'
import { type DevicePlace, type NoPlace, placeOf } from './place.ts'
import { weigh } from './redeem.ts'
import type { Refused } from './redeem-outcome.ts'

/** What redeeming would do now. The code is not touched; a guess that names no code counts like any other. */
export type PreviewOutcome =
  | {
      kind: 'preview'
      family: string
      effect: Effect
      countedFrom: number | null
      notices: string[]
      place: DevicePlace
    }
  | Refused
  | { kind: NoPlace }
  | { kind: 'no-sim' }

/** @throws ProblemError `try-again-later` */
export async function preview(
  house: House,
  request: { actor: Actor; deviceId: string; code: string },
): Promise<PreviewOutcome> {
  const typed = readTyped(request.code, simActivation, MINTED)
  return house.ledger.transact('preview', async (tx): Promise<PreviewOutcome> => {
    const place = await placeOf(tx, request.actor, request.deviceId, 'redeem')
    if (typeof place === 'string') return { kind: place }
    if (!place.sim) return { kind: 'no-sim' }
    const weighed = await weigh(house, tx, request.actor, place, typed, house.world.clock.now())
    if (weighed.kind === 'refused') return weighed
    const { code, promised } = weighed
    const { intent } = promised
    const effect: Effect =
      intent.type === 'sim-extend'
        ? { type: intent.type, simKind: place.sim.kind, iccid: intent.iccid, period: intent.period }
        : {
            type: intent.type,
            simKind: place.sim.kind,
            iccid: intent.iccid,
            amountMinor: intent.amountMinor,
            currency: intent.currency,
          }
    if (promised.until !== null) effect.after = { validUntil: promised.until }
    if (promised.balanceMinor !== null && intent.type === 'sim-top-up')
      effect.after = { balanceMinor: promised.balanceMinor, currency: intent.currency }
    return {
      kind: 'preview',
      family: code.facts.family,
      effect,
      countedFrom: promised.from,
      notices: [...code.notices],
      place,
    }
  })
}
