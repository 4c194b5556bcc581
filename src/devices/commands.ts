import { preparedInsert } from '../store/prepared.ts'
import type { Reads, Tx } from '../store/store.ts'
import type { Intent } from './intent.ts'
import type { DevicesTables } from './schema.ts'

const insertCommand = preparedInsert<DevicesTables, 'commands'>('commands')

/** Queues an effect command; ids are ordered by time, and so is the queue. */
export async function enqueue(
  tx: Tx<DevicesTables>,
  made: { id: string; deviceId: string; redemptionId: string; intent: Intent; at: number },
): Promise<void> {
  await insertCommand(tx, queuedRow(made))
}

/** Queues an unlock for a release. False: one for it is open on that device already, and nothing is written. */
export async function enqueueUnlock(
  tx: Tx<DevicesTables>,
  made: { id: string; deviceId: string; releaseId: string; intent: Intent; at: number },
): Promise<boolean> {
  const written = await tx
    .insertInto('commands')
    .values(queuedRow(made))
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute()
  return written.length > 0
}

function queuedRow(made: {
  id: string
  deviceId: string
  redemptionId?: string
  releaseId?: string
  intent: Intent
  at: number
}): DevicesTables['commands'] {
  return {
    id: made.id,
    device_id: made.deviceId,
    redemption_id: made.redemptionId ?? null,
    release_id: made.releaseId ?? null,
    effect: 1,
    state: 'queued',
    intent: JSON.stringify(made.intent),
    counter: null,
    target: null,
    key_id: null,
    envelope: null,
    not_after: null,
    queued_at: made.at,
    sent_at: null,
    settled_at: null,
    reason: null,
    result_body: null,
    result_sig: null,
  }
}

/** The command that a device has in flight, or else the oldest that waits; undefined when there is nothing to do. */
export async function headOfQueue(reads: Reads<DevicesTables>, deviceId: string) {
  const open = (state: string) =>
    reads
      .selectFrom('commands')
      .selectAll()
      .where('device_id', '=', deviceId)
      .where('state', '=', state)
      .orderBy('id')
      .limit(1)
      .executeTakeFirst()
  return (await open('sent')) ?? (await open('queued'))
}

/** A counter for this device that no command ever had or will have. */
export async function nextCounter(tx: Tx<DevicesTables>, deviceId: string): Promise<number> {
  const { counter } = await tx
    .updateTable('devices')
    .set((eb) => ({ counter: eb('counter', '+', 1) }))
    .where('id', '=', deviceId)
    .returning('counter')
    .executeTakeFirstOrThrow()
  return counter
}

/** Devices with commands to send or to send again, by id, at most `limit`. */
export async function devicesWithWork(reads: Reads<DevicesTables>, after: string, limit: number): Promise<string[]> {
  const rows = await reads
    .selectFrom('commands')
    .select('device_id')
    .distinct()
    .where('state', 'in', ['queued', 'sent'])
    .where('device_id', '>', after)
    .orderBy('device_id')
    .limit(limit)
    .execute()
  return rows.map((row) => row.device_id)
}

/** How many commands wait: `queued` for their device, `sent` for its answer; `overdue` are those of them whose device is online all the while. */
export type OpenCommands = { queued: number; sent: number; overdue: number }

/** @param asked commands sent before `overdueBefore` (ms) are overdue; each is counted up to `counted_max` */
export async function openCommands(
  reads: Reads<DevicesTables>,
  asked: { overdueBefore: number; counted_max: number },
): Promise<OpenCommands> {
  const inState = async (state: string): Promise<number> => {
    const rows = reads.selectFrom('commands').select('id').where('state', '=', state).limit(asked.counted_max)
    const { count } = await reads
      .selectFrom(rows.as('open'))
      .select((eb) => eb.fn.countAll().as('count'))
      .executeTakeFirstOrThrow()
    return Number(count)
  }
  const overdue = await reads
    .selectFrom('commands')
    .innerJoin('devices', 'devices.id', 'commands.device_id')
    .select('commands.id')
    .where('commands.state', '=', 'sent')
    .where('commands.sent_at', '<', asked.overdueBefore)
    .where('devices.online', '=', 1)
    .limit(asked.counted_max)
    .execute()
  return { queued: await inState('queued'), sent: await inState('sent'), overdue: overdue.length }
}
