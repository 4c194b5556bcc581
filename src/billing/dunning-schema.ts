import type { Migrations } from '../store/migrate.ts'

/** Steps against what is overdue. */
export type DunningTables = {
  /** Append-only: each step once, in its order, and what it announced. */
  dunning_steps: {
    invoice_id: string
    account_id: string
    /** `reminder`, `notice`, `suspended`, `last-warning`, `stopped` (`dunning.ts`). */
    step: string
    at: number
    /** When the next step can be taken at the earliest, as the person was told; null: none follows. */
    next_at: number | null
  }
}

export const dunningMigrations: Migrations = {
  '0184_dunning': async (db, { text, int, strict }) => {
    await strict(
      db.schema
        .createTable('dunning_steps')
        .addColumn('invoice_id', text, (c) => c.notNull())
        .addColumn('account_id', text, (c) => c.notNull())
        .addColumn('step', text, (c) => c.notNull())
        .addColumn('at', int, (c) => c.notNull())
        .addColumn('next_at', int)
        .addPrimaryKeyConstraint('dunning_steps_key', ['invoice_id', 'step']),
    ).execute()
    await db.schema.createIndex('dunning_steps_account').on('dunning_steps').columns(['account_id', 'at']).execute()
  },
}
