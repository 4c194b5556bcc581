import type { Migrations } from '../store/migrate.ts'
import { type SubscriptionTables, subscriptionMigrations } from './subscription-schema.ts'

/** Tables of the room `billing`. */
export type BillingTables = SubscriptionTables & {
  /** What is to be invoiced; append-only, also what an invoice has taken up. */
  billing_entries: {
    id: string
    account_id: string
    /** `licence-order`. */
    what: string
    /** `new` (full price) or `upgrade` (the difference). */
    pricing: string
    amount_minor: number
    currency: string
    price_list: string
    /** One entry for each order. */
    order_id: string
    at: number
  }
}

export const billingMigrations: Migrations = {
  ...subscriptionMigrations,
  '0110_billing': async (db, { text, int, strict }) => {
    await strict(
      db.schema
        .createTable('billing_entries')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('account_id', text, (c) => c.notNull())
        .addColumn('what', text, (c) => c.notNull())
        .addColumn('pricing', text, (c) => c.notNull())
        .addColumn('amount_minor', int, (c) => c.notNull())
        .addColumn('currency', text, (c) => c.notNull())
        .addColumn('price_list', text, (c) => c.notNull())
        .addColumn('order_id', text, (c) => c.notNull().unique())
        .addColumn('at', int, (c) => c.notNull()),
    ).execute()
    await db.schema.createIndex('billing_entries_account').on('billing_entries').columns(['account_id', 'id']).execute()
  },
}
