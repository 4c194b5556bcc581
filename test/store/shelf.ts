import type { Migrations } from '../../src/store/migrate.ts'
import { groundMigrations } from '../../src/store/schema.ts'
import type { Store } from '../../src/store/store.ts'
import type { GroundTables } from '../../src/store/tables.ts'

/** A table for the store's own tests. */
export type ShelfTables = GroundTables & {
  shelf: { id: string; count: number; note: string | null; bytes: Uint8Array | null }
}
export type Shelf = Store<ShelfTables>

export const shelfMigrations: Migrations = {
  ...groundMigrations,
  '0099_shelf': async (db, { text, int, bytes, strict }) => {
    await strict(
      db.schema
        .createTable('shelf')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('count', int, (c) => c.notNull())
        .addColumn('note', text)
        .addColumn('bytes', bytes),
    ).execute()
  },
}

/** A story that puts one thing on the shelf. */
export function put(store: Shelf, id: string, count = 0): Promise<string> {
  return store.transact('put', async (tx) => {
    await tx.insertInto('shelf').values({ id, count, note: null, bytes: null }).execute()
    return id
  })
}

/** Everything on the shelf, as the read connection sees it. */
export async function ids(store: Shelf): Promise<string[]> {
  const rows = await store.reads.selectFrom('shelf').select('id').orderBy('id').execute()
  return rows.map(({ id }) => id)
}
