import { decodeDongleEvent } from '../devices/dongle-event.ts'
import { tell } from '../store/events.ts'
import { decodeEvent } from '../telemetry/decode.ts'
import { noteSims } from './alarms/note-sims.ts'
import type { House } from './house.ts'
import type { LedgerTx } from './tables.ts'
import { noteDongle } from './unlock/note-dongle.ts'

/** What became of an event: fit for a metric's label. */
export type EventNoted = 'noted' | 'repeated' | 'malformed' | 'unknown-device'

/**
 * Notes what a device says has happened to it, once per (device, boot, seq). A SIM that it names becomes its present one, and what a dongle says that it holds is written
 * down; nothing here gives a code back or grants anything, since an event is not signed.
 * @throws ProblemError `try-again-later`; the device must then not get its PUBACK
 */
export async function noteEvent(house: House, serial: string, payload: Uint8Array): Promise<EventNoted> {
  const answer = await house.ledger.transact('note-event', async (tx): Promise<Noted> => {
    const device = await tx
      .selectFrom('devices')
      .innerJoin('ownerships', 'ownerships.device_id', 'devices.id')
      .select(['devices.id', 'devices.kind', 'devices.serial', 'ownerships.account_id'])
      .where('devices.serial', '=', serial)
      .where('ownerships.until_at', 'is', null)
      .executeTakeFirst()
    if (!device) return { noted: 'unknown-device' }
    return device.kind === 'dongle'
      ? noteOfDongle(house, tx, device, payload)
      : noteOfCollar(house, tx, device, payload)
  })
  if (answer.wake) house.wake.emit(answer.wake)
  return answer.noted
}

/** `wake`: a device that has something waiting now. */
type Noted = { noted: EventNoted; wake?: string }
type Happened = { boot: number; seq: number; event: string; reason: string | null; deviceAt: number }

async function noteOfCollar(house: House, tx: LedgerTx, device: Holder, payload: Uint8Array): Promise<Noted> {
  const decoded = decodeEvent(payload)
  if (!decoded.ok) return { noted: 'malformed' }
  const { event } = decoded
  const at = house.world.clock.now()
  const reason = event.event === 'command-rejected' ? event.reason : null
  if (!(await noteOnce(house, tx, device, { ...event, reason, deviceAt: event.t * 1000 }))) return { noted: 'repeated' }
  if ('sim' in event && event.sim) {
    // Events are kept by no clock's offset: they order the SIMs of a device, and are held against nothing.
    const said = { ...event, at, receivedAt: at, judged: false, sim: event.sim }
    await noteSims(house, tx, [{ id: device.id, said: [said] }])
  }
  return { noted: 'noted' }
}

async function noteOfDongle(house: House, tx: LedgerTx, device: Holder, payload: Uint8Array): Promise<Noted> {
  const decoded = decodeDongleEvent(payload, device.serial)
  if (!decoded.ok) return { noted: 'malformed' }
  const { event } = decoded
  if (!(await noteOnce(house, tx, device, { ...event, deviceAt: event.now * 1000 }))) return { noted: 'repeated' }
  if (!event.said) return { noted: 'noted' }
  const queued = await noteDongle(house, tx, device.id, { ...event, said: event.said })
  return { noted: 'noted', ...(queued ? { wake: device.id } : {}) }
}

async function noteOnce({ world }: House, tx: LedgerTx, device: Holder, happened: Happened): Promise<boolean> {
  const { boot, seq, event, reason, deviceAt } = happened
  const fresh = await tx
    .insertInto('device_events')
    .values({
      device_id: device.id,
      boot,
      seq,
      event,
      reason,
      device_at: deviceAt,
      received_at: world.clock.now(),
    })
    .onConflict((conflict) => conflict.columns(['device_id', 'boot', 'seq']).doNothing())
    .returning('seq')
    .execute()
  if (fresh.length === 0) return false
  const body = JSON.stringify({ event, ...(reason ? { reason } : {}) })
  await tell(tx, world, { accountId: device.account_id, topic: `device:${device.id}`, body })
  return true
}

type Holder = { id: string; serial: string; account_id: string }
