import type { Migrations } from '../store/migrate.ts'

/** Orders of licences for dongles. */
export type OrderTables = {
  /** Append-only: an order is binding, and its release stands for ever. */
  orders: {
    id: string
    /** As people name it: `B-48213307`. */
    number: string
    /** Who pays. */
    account_id: string
    /** 16 hexadecimal capitals. */
    licence_number: string
    /** `points` or `e`. */
    kind: string
    points: number | null
    /** `new` or `upgrade`. */
    pricing: string
    /** Who ordered, as it stands in the audit. */
    actor: string
    at: number
  }
}

export const orderMigrations: Migrations = {
  '0111_orders': async (db, { text, int, strict }) => {
    await strict(
      db.schema
        .createTable('orders')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('number', text, (c) => c.notNull().unique())
        .addColumn('account_id', text, (c) => c.notNull())
        .addColumn('licence_number', text, (c) => c.notNull())
        .addColumn('kind', text, (c) => c.notNull())
        .addColumn('points', int)
        .addColumn('pricing', text, (c) => c.notNull())
        .addColumn('actor', text, (c) => c.notNull())
        .addColumn('at', int, (c) => c.notNull()),
    ).execute()
    await db.schema.createIndex('orders_account').on('orders').columns(['account_id', 'id']).execute()
    await db.schema.createIndex('orders_licence').on('orders').columns(['licence_number', 'id']).execute()
  },
}
