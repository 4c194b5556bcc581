import type { Migrations } from '../store/migrate.ts'

export type TallyTables = {
  /**
   * Refusals that are counted instead of kept one by one: while a budget of guesses is spent, and beyond as many refusals as an account's own entries in the
   * audit. One row per scope and subject, from the first such refusal until the audit takes it over.
   */
  refusal_tallies: {
    scope: string
    subject: string
    /** Told to the person, and then the audit entry's. */
    id: string
    /** Who was refused first, and where: as the audit has them. */
    actor: string
    account_id: string | null
    place: string
    since: number
    until_at: number
    last_at: number
    refusals: number
  }
}

export const tallyMigrations: Migrations = {
  '0101_refusal_tallies': async (db, { text, int, strict }) => {
    await strict(
      db.schema
        .createTable('refusal_tallies')
        .addColumn('scope', text, (c) => c.notNull())
        .addColumn('subject', text, (c) => c.notNull())
        .addColumn('id', text, (c) => c.notNull().unique())
        .addColumn('actor', text, (c) => c.notNull())
        .addColumn('account_id', text)
        .addColumn('place', text, (c) => c.notNull())
        .addColumn('since', int, (c) => c.notNull())
        .addColumn('until_at', int, (c) => c.notNull())
        .addColumn('last_at', int, (c) => c.notNull())
        .addColumn('refusals', int, (c) => c.notNull())
        .addPrimaryKeyConstraint('refusal_tallies_key', ['scope', 'subject']),
    ).execute()
    await db.schema.createIndex('refusal_tallies_until').on('refusal_tallies').column('until_at').execute()
    await db.schema.createIndex('guesses_arrival').on('guesses').column('arrival').execute()
  },
}
