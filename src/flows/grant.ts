import { type Actor, actorName } from '../accounts/actor.ts'
import type { FoundCode } from '../codes/find-code.ts'
import { recordRedemption } from '../codes/redemptions.ts'
import { enqueue } from '../devices/commands.ts'
import { spendCampaign } from '../licences/subscription.ts'
import { enter } from '../sims/entries.ts'
import { newId } from '../std/ids.ts'
import { record } from '../store/audit.ts'
import { tell } from '../store/events.ts'
import type { Effect } from './effect.ts'
import type { House } from './house.ts'
import type { DevicePlace } from './place.ts'
import type { Promised } from './promise-effect.ts'
import type { LedgerTx } from './tables.ts'

type Grant = {
  redemptionId: string
  actor: Actor
  place: DevicePlace
  code: FoundCode
  promised: Promised
  now: number
}

/**
 * Grants what a claimed code is worth on a device: redemption, ledger entry, command, event and audit entry, in the claiming transaction.
 * Gives the effect as it was recorded.
 */
export async function grantOnDevice({ world }: House, tx: LedgerTx, grant: Grant): Promise<Effect> {
  const { redemptionId, place, code, promised, now } = grant
  const sim = place.sim
  if (!sim) throw new Error('a grant needs a SIM')
  const actor = actorName(grant.actor)
  const { intent } = promised
  const effect: Effect =
    intent.type === 'sim-extend'
      ? { type: intent.type, simKind: sim.kind, iccid: intent.iccid, period: intent.period }
      : {
          type: intent.type,
          simKind: sim.kind,
          iccid: intent.iccid,
          amountMinor: intent.amountMinor,
          currency: intent.currency,
        }
  await recordRedemption(tx, {
    id: redemptionId,
    codeId: code.id,
    family: code.facts.family,
    accountId: place.accountId,
    actor,
    deviceId: place.deviceId,
    effect: JSON.stringify(effect),
    at: now,
  })
  await enter(tx, newId(world.clock, world.random), {
    iccid: sim.iccid,
    redemptionId,
    entry: 'granted',
    at: now,
    ...(intent.type === 'sim-top-up'
      ? { amountMinor: intent.amountMinor, currency: intent.currency }
      : { until: promised.until }),
  })
  if (code.facts.batch.campaign) await spendCampaign(tx, { accountId: place.accountId, redemptionId, at: now })
  await enqueue(tx, { id: newId(world.clock, world.random), deviceId: place.deviceId, redemptionId, intent, at: now })
  await tell(tx, world, {
    accountId: place.accountId,
    topic: `redemption:${redemptionId}`,
    body: JSON.stringify({ state: 'queued', deviceId: place.deviceId }),
  })
  await record(tx, world, {
    actor,
    act: 'redeem',
    accountId: place.accountId,
    subject: `redemption:${redemptionId}`,
    details: JSON.stringify({ codeId: code.id, deviceId: place.deviceId, type: intent.type }),
  })
  return effect
}
