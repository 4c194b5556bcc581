import { decodeResult, type SignedResult } from '../devices/decode-result.ts'
import { judgeResult } from '../devices/judge-result.ts'
import { type CommandState, transition } from '../devices/transition.ts'
import type { House } from './house.ts'
import { type OwnAnswer, ownAnswer } from './own-answer.ts'
import { settleRedemption } from './settle-redemption.ts'
import type { LedgerTx } from './tables.ts'
import { settleUnlock } from './unlock/settle-unlock.ts'

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
 * Takes a device's authentic answer to a command and brings the command, and what it serves, to their end, in one transaction. Only an answer proved with that device's
 * own key is believed; one answer wins, and a repeated one changes nothing.
 * @param serial the IMEI or Carat-ID under whose topic it came
 * @throws ProblemError `try-again-later`; the device must then not get its PUBACK
 */
export async function settle(house: House, serial: string, payload: Uint8Array): Promise<Settled> {
  const decoded = decodeResult(payload)
  if (!decoded.ok) return 'malformed'
  const { result } = decoded
  const answer = await house.ledger.transact('settle', async (tx): Promise<{ settled: Settled; deviceId?: string }> => {
    const device = await tx.selectFrom('devices').select(['id', 'kind']).where('serial', '=', serial).executeTakeFirst()
    if (!device) return { settled: 'unknown-device' }
    const own = await ownAnswer(house, tx, { ...device, serial }, result)
    if (typeof own === 'string') return { settled: own }
    return { settled: await settleProven(house, tx, { id: device.id, serial }, own, result), deviceId: device.id }
  })
  if (answer.deviceId) house.wake.emit(answer.deviceId)
  return answer.settled
}

async function settleProven(
  house: House,
  tx: LedgerTx,
  device: { id: string; serial: string },
  answer: OwnAnswer,
  { bytes, sig, envelope }: SignedResult,
): Promise<Settled> {
  const command = await tx
    .selectFrom('commands')
    .select(['id', 'state', 'effect', 'counter', 'redemption_id', 'release_id', 'target'])
    .where('id', '=', answer.body.id)
    .where('device_id', '=', device.id)
    .executeTakeFirst()
  if (!command || command.counter === null) return 'unknown-command'
  const verdict = judgeResult({ id: command.id, serial: device.serial, counter: command.counter }, answer.body)
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
      result_body: bytes,
      result_sig: sig,
    })
    .where('id', '=', command.id)
    .where('state', 'in', ['sent', 'expired'])
    .returning('id')
    .execute()
  if (won.length === 0) return 'repeated'
  const { redemption_id: redemptionId, release_id: releaseId, target } = command
  if (redemptionId && answer.kind === 'collar')
    await settleRedemption(house, tx, redemptionId, { verdict, body: answer.body, target, now })
  if (releaseId && answer.kind === 'dongle')
    await settleUnlock(house, tx, { deviceId: device.id, releaseId, verdict, record: answer.body, envelope, now })
  return 'settled'
}
