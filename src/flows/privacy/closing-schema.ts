import type { Migrations } from '../../store/migrate.ts'

/** Closings of accounts. Instants in milliseconds since 1970. */
export type ClosingTables = {
  closings: {
    id: string
    /** Null once it is erased. */
    account_id: string | null
    /** `asked`, `cancelled`, `erasing` or `erased`. */
    state: string
    asked_at: number
    /** When erasing begins. */
    due_at: number
    cancelled_at: number | null
    erased_at: number | null
    /** The certificate (JSON), once it is erased. */
    certificate: string | null
  }
  /** What an erasure that is under way has come to so far; into the certificate, and then away. */
  closing_counts: {
    closing_id: string
    /** A table, or `SERIES` (erase-devices.ts). */
    counted: string
    rows: number
  }
}

export const closingMigrations: Migrations = {
  '0250_closings': async (db, { text, int, strict }) => {
    await strict(
      db.schema
        .createTable('closings')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('account_id', text)
        .addColumn('state', text, (c) => c.notNull())
        .addColumn('asked_at', int, (c) => c.notNull())
        .addColumn('due_at', int, (c) => c.notNull())
        .addColumn('cancelled_at', int)
        .addColumn('erased_at', int)
        .addColumn('certificate', text),
    ).execute()
    // One that is under way; those that were cancelled stay beside it.
    await db.schema
      .createIndex('closings_open')
      .on('closings')
      .column('account_id')
      .unique()
      .where('state' as never, 'in', ['asked', 'erasing'])
      .execute()
    await db.schema.createIndex('closings_due').on('closings').columns(['state', 'due_at']).execute()
  },
  '0253_closing_counts': async (db, { text, int, strict }) => {
    await strict(
      db.schema
        .createTable('closing_counts')
        .addColumn('closing_id', text, (c) => c.notNull().references('closings.id'))
        .addColumn('counted', text, (c) => c.notNull())
        .addColumn('rows', int, (c) => c.notNull())
        .addPrimaryKeyConstraint('closing_counts_key', ['closing_id', 'counted']),
    ).execute()
  },
}
