import type { Migrations } from '../store/migrate.ts'

/** What may be fetched for licence numbers of dongles. */
export type ReleaseTables = {
  /**
   * Append-only; one row for each act that releases more than was released before. Points for a licence number only grow, and so do their counters; the unlock code
   * of a type takes counter and key of the first row that covers it, and is therefore the same for ever.
   */
  releases: {
    id: string
    /** 8 hexadecimal capitals: the first half of `licence_number`. */
    carat_id: string
    /** 16 hexadecimal capitals. */
    licence_number: string
    /** `points` or `e`. */
    kind: string
    /** 1 to 254; null for E. */
    points: number | null
    /** From 1, apart for points and E of each licence number (docs/protocol/dongle.md §1). */
    counter: number
    /** The master from which the dongle's key comes. */
    key_id: string
    /** The order that made it; null: the office, for a licence bought before. */
    order_id: string | null
    /** As it stands in the audit. */
    actor: string
    at: number
  }
}

export const releaseMigrations: Migrations = {
  '0100_releases': async (db, { text, int, strict }) => {
    await strict(
      db.schema
        .createTable('releases')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('carat_id', text, (c) => c.notNull())
        .addColumn('licence_number', text, (c) => c.notNull())
        .addColumn('kind', text, (c) => c.notNull())
        .addColumn('points', int)
        .addColumn('counter', int, (c) => c.notNull())
        .addColumn('key_id', text, (c) => c.notNull())
        .addColumn('order_id', text)
        .addColumn('actor', text, (c) => c.notNull())
        .addColumn('at', int, (c) => c.notNull())
        .addUniqueConstraint('releases_counter', ['licence_number', 'kind', 'counter']),
    ).execute()
    await db.schema.createIndex('releases_carat').on('releases').columns(['carat_id', 'licence_number']).execute()
  },
}
