import type { Migrations } from '../store/migrate.ts'

/** What packs add to `batches` (`schema.ts`). */
export const packMigrations: Migrations = {
  '0102_packs': async (db, { int }) => {
    await db.schema.alterTable('batches').addColumn('pack_size', int).execute()
  },
}
