import type { Migrations } from '../store/migrate.ts'

/** The network that a device last told of, in `devices` (`schema.ts`). */
export type NetworkColumns = {
  /** ITU-T E.212; null: never told. */
  mcc: number | null
  mnc: string | null
  /** When it was served by it; while it stays the same this is renewed no more than once an hour. */
  network_at: number | null
}

export const networkMigrations: Migrations = {
  '0103_networks': async (db, { text, int }) => {
    await db.schema.alterTable('devices').addColumn('mcc', int).execute()
    await db.schema.alterTable('devices').addColumn('mnc', text).execute()
    await db.schema.alterTable('devices').addColumn('network_at', int).execute()
  },
}
