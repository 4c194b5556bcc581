import { enter } from '../sims/entries.ts'
import { carries, type SimKind } from '../sims/kinds.ts'
import { admitSim, type Carried, noteReported } from '../sims/sims.ts'
import { newId } from '../std/ids.ts'
import { record } from '../store/audit.ts'
import { tell } from '../store/events.ts'
import { decodeEvent } from '../telemetry/decode.ts'
import type { WireSim } from '../telemetry/wire.ts'
import type { House } from './house.ts'
import type { LedgerTx } from './tables.ts'

/** What became of an event: fit for a metric's label. */
export type EventNoted = 'noted' | 'repeated' | 'malformed' | 'unknown-device'

/**
 * Notes what a device says has happened to it, once per (device, boot, seq). A SIM that it names becomes its present one; nothing here gives a code
 * back or grants anything, since an event is not signed.
 * @throws ProblemError `try-again-later`; the device must then not get its PUBACK
 */
export async function noteEvent(house: House, serial: string, payload: Uint8Array): Promise<EventNoted> {
  const decoded = decodeEvent(payload)
  if (!decoded.ok) return 'malformed'
  const { event } = decoded
  return house.ledger.transact('note-event', async (tx): Promise<EventNoted> => {
    const device = await tx
      .selectFrom('devices')
      .innerJoin('ownerships', 'ownerships.device_id', 'devices.id')
      .select(['devices.id', 'devices.iccid', 'ownerships.account_id'])
      .where('devices.serial', '=', serial)
      .where('ownerships.until_at', 'is', null)
      .executeTakeFirst()
    if (!device) return 'unknown-device'
    const received_at = house.world.clock.now()
    const reason = event.event === 'command-rejected' ? event.reason : null
    const fresh = await tx
      .insertInto('device_events')
      .values({
        device_id: device.id,
        boot: event.boot,
        seq: event.seq,
        event: event.event,
        reason,
        device_at: event.t * 1000,
        received_at,
      })
      .onConflict((conflict) => conflict.columns(['device_id', 'boot', 'seq']).doNothing())
      .returning('seq')
      .execute()
    if (fresh.length === 0) return 'repeated'
    if ('sim' in event && event.sim) await noteSim(house, tx, device, event.sim, received_at)
    const body = JSON.stringify({ event: event.event, ...(reason ? { reason } : {}) })
    await tell(tx, house.world, { accountId: device.account_id, topic: `device:${device.id}`, body })
    return 'noted'
  })
}

type Holder = { id: string; iccid: string | null; account_id: string }

async function noteSim({ world }: House, tx: LedgerTx, device: Holder, sim: WireSim, at: number): Promise<void> {
  const carried = carriedBy(sim)
  if (!carried) return
  if (await admitSim(tx, { iccid: sim.iccid, kind: sim.kind, carried, at })) {
    const value =
      'balanceMinor' in carried
        ? { amountMinor: carried.balanceMinor, currency: carried.currency }
        : { until: carried.validUntil }
    await enter(tx, newId(world.clock, world.random), {
      iccid: sim.iccid,
      redemptionId: null,
      entry: 'opening',
      at,
      ...value,
    })
  } else {
    await noteReported(tx, sim.iccid, carried, at)
  }
  if (device.iccid === sim.iccid) return
  await tx.updateTable('devices').set({ iccid: sim.iccid }).where('id', '=', device.id).execute()
  const details = JSON.stringify({ from: device.iccid, to: sim.iccid })
  await record(tx, world, {
    actor: `device:${device.id}`,
    act: 'change-sim',
    accountId: device.account_id,
    subject: `device:${device.id}`,
    details,
  })
}

/** What a SIM is said to carry, in the ledger's units; null when it does not say, or says what its kind does not carry. */
export function carriedBy(sim: WireSim): Carried | null {
  if (carries(sim.kind as SimKind) === 'balance') {
    return sim.balance === undefined || sim.currency === undefined
      ? null
      : { balanceMinor: sim.balance, currency: sim.currency }
  }
  return sim.until === undefined ? null : { validUntil: sim.until }
}
