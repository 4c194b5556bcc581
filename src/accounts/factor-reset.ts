import { newId } from '../std/ids.ts'
import type { World } from '../std/world.ts'
import type { Tx } from '../store/store.ts'
import type { SecondFactorTables } from './second-factor-schema.ts'

const DAY_MS = 86_400_000
/** Between confirming and the first sign-in without the factor: whoever has it is told by mail, and stops it by a link or by signing in. */
export const RESET_WAIT_MS = 3 * DAY_MS
/** What was not made use of by then is over. */
const RESET_GOOD_MS = 14 * DAY_MS
const OPEN = ['asked', 'confirmed']

/** Puts down that staff asked for it; what was open before is stopped. */
export async function askFactorReset(
  tx: Tx<SecondFactorTables>,
  { clock, random }: Pick<World, 'clock' | 'random'>,
  asked: { user_id: string; asked_by: string; reason: string },
): Promise<string> {
  await stopFactorResets(tx, asked.user_id)
  const id = newId(clock, random)
  const row = { id, ...asked, state: 'asked', due_at: null, created_at: clock.now() }
  await tx.insertInto('factor_resets').values(row).execute()
  return id
}

/** Begins the waiting time. @returns when it ends, in milliseconds since 1970; null: nothing is asked any more */
export async function confirmFactorReset(
  tx: Tx<SecondFactorTables>,
  userId: string,
  now: number,
): Promise<number | null> {
  const row = await tx
    .updateTable('factor_resets')
    .set({ state: 'confirmed', due_at: now + RESET_WAIT_MS })
    .where('user_id', '=', userId)
    .where('state', '=', 'asked')
    .returning('due_at')
    .executeTakeFirst()
  return row?.due_at ?? null
}

/** Takes a reset whose waiting time is over, once. */
export async function takeFactorReset(tx: Tx<SecondFactorTables>, userId: string, now: number): Promise<boolean> {
  const row = await tx
    .updateTable('factor_resets')
    .set({ state: 'done' })
    .where('user_id', '=', userId)
    .where('state', '=', 'confirmed')
    .where('due_at', '<=', now)
    .where('due_at', '>', now - RESET_GOOD_MS)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Stops what is open. @returns whether there was anything */
export async function stopFactorResets(tx: Tx<SecondFactorTables>, userId: string): Promise<boolean> {
  const rows = await tx
    .updateTable('factor_resets')
    .set({ state: 'stopped' })
    .where('user_id', '=', userId)
    .where('state', 'in', OPEN)
    .returning('id')
    .execute()
  return rows.length > 0
}
