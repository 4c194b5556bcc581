import { newId } from '../std/ids.ts'
import type { World } from '../std/world.ts'
import { RunAgain } from '../store/errors.ts'
import type { Reads, Tx } from '../store/store.ts'
import type { DevicesTables } from './schema.ts'

/** Who has a device now. */
export type Holding = { id: string; deviceId: string; accountId: string; seriesId: string; fromAt: number }

/** The open interval of a device; null where nobody has it. */
export async function holdingOf(reads: Reads<DevicesTables>, deviceId: string): Promise<Holding | null> {
  const row = await reads
    .selectFrom('ownerships')
    .selectAll()
    .where('device_id', '=', deviceId)
    .where('until_at', 'is', null)
    .executeTakeFirst()
  return (
    (row && { id: row.id, deviceId, accountId: row.account_id, seriesId: row.series_id, fromAt: row.from_at }) ?? null
  )
}

/**
 * Ends an interval and begins the next one, with a series of its own: what was measured before stays in the former owner's.
 * @param moved.at milliseconds since 1970; both intervals meet there
 * @throws RunAgain when the device changed hands meanwhile
 */
export async function changeHands(
  tx: Tx<DevicesTables>,
  { clock, random }: World,
  { holding, to, at }: { holding: Holding; to: string; at: number },
): Promise<void> {
  const ended = await tx
    .updateTable('ownerships')
    .set({ until_at: at })
    .where('id', '=', holding.id)
    .where('account_id', '=', holding.accountId)
    .where('until_at', 'is', null)
    .returning('id')
    .execute()
  if (ended.length === 0) throw new RunAgain('the device changed hands meanwhile')
  await takeUp(tx, { clock, random }, { deviceId: holding.deviceId, to, at })
}

/**
 * Begins the interval of a device that nobody has: its last owner's account was closed.
 * @throws RunAgain when somebody else took it meanwhile
 */
export async function takeUp(
  tx: Tx<DevicesTables>,
  { clock, random }: Pick<World, 'clock' | 'random'>,
  { deviceId, to, at }: { deviceId: string; to: string; at: number },
): Promise<void> {
  const begun = { id: newId(clock, random), series_id: newId(clock, random), device_id: deviceId }
  const taken = await tx
    .insertInto('ownerships')
    .values({ ...begun, account_id: to, from_at: at, until_at: null })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute()
  if (taken.length === 0) throw new RunAgain('somebody took the device meanwhile')
}
