import { heard, heldBy, noteHeld } from '../../devices/dongle-holdings.ts'
import type { DongleRecord, Held } from '../../devices/dongle-record.ts'
import type { Verdict } from '../../devices/judge-result.ts'
import type { Envelope } from '../../std/uplink.ts'
import { record as recordDeed } from '../../store/audit.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import { ownerOf, tellUnlock } from './tell-unlock.ts'

type Settling = {
  deviceId: string
  releaseId: string
  verdict: Exclude<Verdict, { input: 'none' }>
  record: DongleRecord
  envelope: Envelope
  now: number
}

/**
 * Notes a dongle's proven answer. A refusal takes nothing back: what was released stays released, its code can be fetched again, and the dongle is sent it again when it
 * shows that licence number. The caller has won the command's conditional update.
 */
export async function settleUnlock(house: House, tx: LedgerTx, settling: Settling): Promise<void> {
  const { deviceId, releaseId, verdict, record, envelope, now } = settling
  await heard(tx, deviceId, { boot: envelope.boot, seq: envelope.seq, at: now })
  await noteAtLeast(tx, deviceId, record, now)
  const applied = verdict.input === 'apply'
  const reason = verdict.input === 'refuse' ? verdict.reason : undefined
  const state = applied ? 'applied' : 'refused'
  await tellUnlock(house, tx, { deviceId, commandId: record.id, state, ...(reason ? { reason } : {}) })
  await recordDeed(tx, house.world, {
    actor: `device:${deviceId}`,
    act: applied ? 'apply-unlock' : 'refuse-unlock',
    accountId: await ownerOf(tx, deviceId),
    subject: `release:${releaseId}`,
    details: JSON.stringify({ commandId: record.id, counter: record.counter, ...(reason ? { reason } : {}) }),
  })
}

/** The record may be one that the dongle made earlier and repeats, so it can only add: what is held under a number grows. */
async function noteAtLeast(tx: LedgerTx, deviceId: string, record: DongleRecord, at: number): Promise<void> {
  if (record.licenceNumber.endsWith('00000000')) return
  const known = (await heldBy(tx, deviceId)).find(({ licenceNumber }) => licenceNumber === record.licenceNumber)
  const held: Held = {
    points: Math.max(known?.held.points ?? 0, record.after.points),
    e: (known?.held.e ?? false) || record.after.e,
  }
  await noteHeld(tx, deviceId, { licenceNumber: record.licenceNumber, held, at })
}
