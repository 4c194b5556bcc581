import type { Reads, Tx } from '../store/store.ts'
import type { Held } from './dongle-record.ts'
import type { DevicesTables } from './schema.ts'

/** When a dongle said something: its uplinks are ordered by the bridge's session and the number within (docs/protocol/dongle.md §8). `at`: our clock, milliseconds. */
export type Said = { boot: number; seq: number; at: number }

/** What a dongle says of itself in an event. */
export type SaidOfItself = { licenceNumber: string; held: Held; keyVersion: number; firmware: string }

/** A dongle keeps this many licence numbers (docs/protocol/dongle.md §5), and no more are believed of it. */
const LICENCE_NUMBERS_MAX = 16

/** Moves the place up to which the dongle has been heard. False: something later has been, so this says nothing of the present. */
export async function heard(tx: Tx<DevicesTables>, deviceId: string, { boot, seq, at }: Said): Promise<boolean> {
  const moved = await tx
    .updateTable('dongles')
    .set({ said_boot: boot, said_seq: seq, said_at: at })
    .where('device_id', '=', deviceId)
    .where(({ eb, or, and }) =>
      or([
        eb('said_boot', 'is', null),
        eb('said_boot', '<', boot),
        and([eb('said_boot', '=', boot), eb('said_seq', '<', seq)]),
      ]),
    )
    .returning('device_id')
    .execute()
  return moved.length > 0
}

/** Writes down what a dongle says that it is and holds. */
export async function noteSaid(
  tx: Tx<DevicesTables>,
  deviceId: string,
  { licenceNumber, held, keyVersion, firmware }: SaidOfItself,
  at: number,
): Promise<void> {
  await tx
    .updateTable('dongles')
    .set({ licence_number: licenceNumber, key_version: keyVersion, firmware })
    .where('device_id', '=', deviceId)
    .execute()
  await noteHeld(tx, deviceId, { licenceNumber, held, at })
}

/** Writes down what is held under one licence number, and forgets those that the dongle itself has room for no more. */
export async function noteHeld(
  tx: Tx<DevicesTables>,
  deviceId: string,
  { licenceNumber, held, at }: { licenceNumber: string; held: Held; at: number },
): Promise<void> {
  const row = { points: held.points, e: held.e ? 1 : 0, said_at: at }
  await tx
    .insertInto('dongle_licences')
    .values({ device_id: deviceId, licence_number: licenceNumber, ...row })
    .onConflict((conflict) => conflict.columns(['device_id', 'licence_number']).doUpdateSet(row))
    .execute()
  const kept = await heldBy(tx, deviceId)
  const forgotten = kept.slice(LICENCE_NUMBERS_MAX).map((one) => one.licenceNumber)
  if (forgotten.length === 0) return
  await tx
    .deleteFrom('dongle_licences')
    .where('device_id', '=', deviceId)
    .where('licence_number', 'in', forgotten)
    .execute()
}

/** What a dongle holds under each licence number that it has shown, the latest first. */
export async function heldBy(
  reads: Reads<DevicesTables>,
  deviceId: string,
): Promise<{ licenceNumber: string; held: Held; at: number }[]> {
  const rows = await reads
    .selectFrom('dongle_licences')
    .select(['licence_number', 'points', 'e', 'said_at'])
    .where('device_id', '=', deviceId)
    .orderBy('said_at', 'desc')
    .orderBy('licence_number')
    .execute()
  return rows.map(({ licence_number, points, e, said_at }) => ({
    licenceNumber: licence_number,
    held: { points, e: e === 1 },
    at: said_at,
  }))
}
