import type { Migrations } from '../store/migrate.ts'

/** Credits that are spent, beside those that codes give (`schema.ts`). */
export type CreditTables = {
  /** The owners were told that there are none left; the row goes when there are some again. */
  credit_warnings: { account_id: string; at: number }
}

export const creditMigrations: Migrations = {
  '0242_credit_entries': async (db, { text, int, strict }) => {
    await db.schema
      .alterTable('credit_entries')
      .addColumn('entry', text, (c) => c.notNull().defaultTo('code'))
      .execute()
    await db.schema.alterTable('credit_entries').addColumn('sms_id', text).execute()
    await db.schema.alterTable('credit_entries').addColumn('actor', text).execute()
    // A message costs its credit once, and gives it back once.
    await db.schema
      .createIndex('credit_entries_sms')
      .on('credit_entries')
      .columns(['sms_id', 'entry'])
      .unique()
      .execute()
    await strict(
      db.schema
        .createTable('credit_warnings')
        .addColumn('account_id', text, (c) => c.primaryKey())
        .addColumn('at', int, (c) => c.notNull()),
    ).execute()
  },
  '0261_credit_reasons': async (db, { text }) => {
    await db.schema.alterTable('credit_entries').addColumn('reason', text).execute()
  },
}
