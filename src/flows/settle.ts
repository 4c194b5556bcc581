import { redemptionRow, stepRedemption } from '../codes/redemptions.ts'
import { decodeResult, type SignedResult } from '../devices/decode-result.ts'
import { judgeResult, type ResultBody, type SimReading, type Verdict } from '../devices/judge-result.ts'
import { resultSignatureFits } from '../devices/signature.ts'
import { type CommandState, transition } from '../devices/transition.ts'
import { enter } from '../sims/entries.ts'
import { type Carried, noteReported, settleSim } from '../sims/sims.ts'
import { newId } from '../std/ids.ts'
import { record } from '../store/audit.ts'
import { tell } from '../store/events.ts'
import type { Effect } from './effect.ts'
import { giveBack } from './give-back.ts'
import type { House } from './house.ts'
import type { LedgerTx } from './tables.ts'

/** What became of a result: fit for a metric's label. Only `settled` changed anything. */
export type Settled =
  | 'settled'
  | 'repeated'
  | 'malformed'
  | 'unknown-device'
  | 'bad-signature'
  | 'unknown-command'
  | 'other-command'
  | 'unclear'

/**
 * Takes a device's signed answer to a command and brings command, redemption, code and ledger to their end, in one transaction. Only an answer signed with
 * that device's own key is believed; one answer wins, and a repeated one changes nothing.
 * @param serial the IMEI or Carat-ID under whose topic it came
 * @throws ProblemError `try-again-later`; the device must then not get its PUBACK
 */
export async function settle(house: House, serial: string, payload: Uint8Array): Promise<Settled> {
  const decoded = decodeResult(payload)
  if (!decoded.ok) return 'malformed'
  const answer = await house.ledger.transact('settle', async (tx): Promise<{ settled: Settled; deviceId?: string }> => {
    const device = await tx
      .selectFrom('devices')
      .select(['id', 'public_key'])
      .where('serial', '=', serial)
      .executeTakeFirst()
    if (!device) return { settled: 'unknown-device' }
    if (!resultSignatureFits(device.public_key, decoded.result)) return { settled: 'bad-signature' }
    return { settled: await settleSigned(house, tx, device.id, serial, decoded.result), deviceId: device.id }
  })
  if (answer.deviceId) house.wake.emit(answer.deviceId)
  return answer.settled
}

async function settleSigned(
  house: House,
  tx: LedgerTx,
  deviceId: string,
  serial: string,
  result: SignedResult,
): Promise<Settled> {
  const command = await tx
    .selectFrom('commands')
    .select(['id', 'state', 'effect', 'counter', 'redemption_id', 'target'])
    .where('id', '=', result.body.id)
    .where('device_id', '=', deviceId)
    .executeTakeFirst()
  if (!command || command.counter === null) return 'unknown-command'
  const verdict = judgeResult({ id: command.id, serial, counter: command.counter }, result.body)
  if (verdict.input === 'none') return verdict.why
  const next = transition(command.state as CommandState, verdict.input, command.effect === 1)
  if (!('to' in next)) return 'repeated'
  const now = house.world.clock.now()
  const won = await tx
    .updateTable('commands')
    .set({
      state: next.to,
      settled_at: now,
      reason: 'reason' in verdict ? verdict.reason : null,
      result_body: result.bytes,
      result_sig: result.sig,
    })
    .where('id', '=', command.id)
    .where('state', 'in', ['sent', 'expired'])
    .returning('id')
    .execute()
  if (won.length === 0) return 'repeated'
  if (command.redemption_id)
    await settleRedemption(house, tx, command.redemption_id, {
      verdict,
      body: result.body,
      target: command.target,
      now,
    })
  return 'settled'
}

type Answer = { verdict: Exclude<Verdict, { input: 'none' }>; body: ResultBody; target: string | null; now: number }

async function settleRedemption(
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
  const after = verdict.after ? carried(verdict.after) : targetReached(effect, target)
  if (verdict.before) effect.before = carried(verdict.before)
  if (after) {
    effect.after = after
    await settleSim(tx, effect.iccid, after)
    if (verdict.after) await noteReported(tx, effect.iccid, after, now)
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
