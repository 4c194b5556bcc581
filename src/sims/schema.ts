import type { Migrations } from '../store/migrate.ts'

/** Tables of the room `sims`. */
export type SimsTables = {
  sims: {
    iccid: string
    kind: string
    currency: string | null
    /** The ledger's truth: opening value plus what signed results say. */
    balance_minor: number | null
    valid_until: number | null
    /** What the device last reported, unsigned. */
    reported_balance_minor: number | null
    reported_until: number | null
    reported_at: number | null
    created_at: number
    /** The one device whose reports speak for it; null: nobody yet. */
    holder_id: string | null
  }
  /** Append-only. */
  sim_entries: {
    id: string
    iccid: string
    redemption_id: string | null
    /** `opening`, `granted`, `applied`, `given-back`. */
    entry: string
    amount_minor: number | null
    currency: string | null
    until_at: number | null
    at: number
  }
}

export const simsMigrations: Migrations = {
  '0020_sims': async (db, { text, int, strict }) => {
    await strict(
      db.schema
        .createTable('sims')
        .addColumn('iccid', text, (c) => c.primaryKey())
        .addColumn('kind', text, (c) => c.notNull())
        .addColumn('currency', text)
        .addColumn('balance_minor', int)
        .addColumn('valid_until', int)
        .addColumn('reported_balance_minor', int)
        .addColumn('reported_until', int)
        .addColumn('reported_at', int)
        .addColumn('created_at', int, (c) => c.notNull()),
    ).execute()
    await strict(
      db.schema
        .createTable('sim_entries')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('iccid', text, (c) => c.notNull())
        .addColumn('redemption_id', text)
        .addColumn('entry', text, (c) => c.notNull())
        .addColumn('amount_minor', int)
        .addColumn('currency', text)
        .addColumn('until_at', int)
        .addColumn('at', int, (c) => c.notNull()),
    ).execute()
    await db.schema.createIndex('sim_entries_iccid').on('sim_entries').columns(['iccid', 'id']).execute()
    await db.schema
      .createIndex('sim_entries_once')
      .unique()
      .on('sim_entries')
      .columns(['redemption_id', 'entry'])
      .execute()
  },
  '0145_sim_holders': async (db, { text }) => {
    await db.schema.alterTable('sims').addColumn('holder_id', text).execute()
    await db
      .withTables<{ sims: SimsTables['sims']; devices: { id: string; iccid: string | null } }>()
      .updateTable('sims')
      .set(({ selectFrom }) => ({
        holder_id: selectFrom('devices')
          .select(({ fn }) => fn.min('devices.id').as('id'))
          .whereRef('devices.iccid', '=', 'sims.iccid'),
      }))
      .execute()
  },
}
