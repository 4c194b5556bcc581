import { redemptionRow, stepRedemption } from '../codes/redemptions.ts'
import type { ResultBody, SimReading } from '../devices/collar-result.ts'
import type { Verdict } from '../devices/judge-result.ts'
import { enter } from '../sims/entries.ts'
import { type Carried, noteReported, settleSim } from '../sims/sims.ts'
import { newId } from '../std/ids.ts'
import { record } from '../store/audit.ts'
import { tell } from '../store/events.ts'
import type { Effect } from './effect.ts'
import { giveBack } from './give-back.ts'
import type { House } from './house.ts'
import type { LedgerTx } from './tables.ts'

type Answer = { verdict: Exclude<Verdict, { input: 'none' }>; body: ResultBody; target: string | null; now: number }

/** Brings a redemption on a collar to its end: applied, with what the SIM now carries, or its code given back. The caller has won the command's conditional update. */
export async function settleRedemption(
  house: House,
  tx: LedgerTx,
  redemptionId: string,
  { verdict, body, target, now }: Answer,
): Promise<void> {
  const { world } = house
  const row = await redemptionRow(tx, redemptionId)
  if (!row) throw new Error('a command serves a redemption that exists')
  if (verdict.input === 'refuse') {
    return giveBack(house, tx, row, {
      state: 'refused',
      reason: verdict.reason,
      actor: `device:${row.device_id}`,
      at: now,
    })
  }
  const effect = JSON.parse(row.effect) as Effect
  const after = verdict.listed ? targetReached(effect, target) : carried(body.after)
  if (!verdict.listed) effect.before = carried(body.before)
  if (after) {
    effect.after = after
    await settleSim(tx, effect.iccid, after)
    if (!verdict.listed) await noteReported(tx, effect.iccid, after, now)
  }
  const amount =
    effect.type === 'sim-top-up' ? { amountMinor: effect.amountMinor ?? 0, currency: effect.currency ?? '' } : {}
  const until = after && 'validUntil' in after ? { until: after.validUntil } : {}
  await enter(tx, newId(world.clock, world.random), {
    iccid: effect.iccid,
    redemptionId,
    entry: 'applied',
    at: now,
    ...amount,
    ...until,
  })
  await stepRedemption(tx, redemptionId, { state: 'applied', at: now, effect: JSON.stringify(effect), reason: null })
  const told = JSON.stringify({ state: 'applied', deviceId: row.device_id })
  await tell(tx, world, { accountId: row.account_id, topic: `redemption:${redemptionId}`, body: told })
  const details = JSON.stringify({ counter: body.counter, deviceAt: body.at })
  await record(tx, world, {
    actor: `device:${row.device_id}`,
    act: 'apply',
    accountId: row.account_id,
    subject: `redemption:${redemptionId}`,
    details,
  })
}

function carried(reading: SimReading): Carried {
  return 'balance' in reading
    ? { balanceMinor: reading.balance, currency: reading.currency }
    : { validUntil: reading.until }
}

/** A list of outcomes says that it was applied but not what came of it: an extension has reached its absolute target. */
function targetReached(effect: Effect, target: string | null): Carried | null {
  if (effect.type !== 'sim-extend' || target === null) return null
  return { validUntil: (JSON.parse(target) as { until: number }).until }
}
