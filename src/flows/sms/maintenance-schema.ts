import type { Migrations } from '../../store/migrate.ts'

/** Whether the SMS dialogue is in maintenance. Instants in milliseconds since 1970. */
export type MaintenanceTables = {
  /** One row, or none where it never was. `actor` as it stands in the audit. */
  sms_maintenance: { service: string; is_on: number; changed_at: number; actor: string }
}

export const maintenanceMigrations: Migrations = {
  '0143_sms_maintenance': async (db, { text, int, strict }) => {
    await strict(
      db.schema
        .createTable('sms_maintenance')
        .addColumn('service', text, (c) => c.primaryKey().notNull())
        .addColumn('is_on', int, (c) => c.notNull())
        .addColumn('changed_at', int, (c) => c.notNull())
        .addColumn('actor', text, (c) => c.notNull()),
    ).execute()
  },
}
