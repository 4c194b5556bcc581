import type { Tx } from './store.ts'
import type { GroundTables } from './tables.ts'

/**
 * Takes or renews a lease; false when another holder's has not run out. The row stays locked until the story ends, so that on PostgreSQL
 * a holder whose lease ran out in the middle of its work still excludes its successor.
 */
export async function lease(
  tx: Tx<GroundTables>,
  name: string,
  holder: string,
  now: number,
  for_ms: number,
): Promise<boolean> {
  const until_at = now + for_ms
  const taken = await tx
    .insertInto('leases')
    .values({ name, holder, until_at })
    .onConflict((clash) =>
      clash
        .column('name')
        .doUpdateSet({ holder, until_at })
        .where((row) => row.or([row('leases.holder', '=', holder), row('leases.until_at', '<=', now)])),
    )
    .executeTakeFirst()
  return taken.numInsertedOrUpdatedRows === 1n
}
