import type { Migrations } from '../store/migrate.ts'
import type { Tx } from '../store/store.ts'
import { type DunningTables, dunningMigrations } from './dunning-schema.ts'
import { type InvoiceTables, invoiceMigrations } from './invoice-schema.ts'
import { type SubscriptionTables, subscriptionMigrations } from './subscription-schema.ts'

/** Tables of the room `billing`. */
export type BillingTables = SubscriptionTables &
  InvoiceTables &
  DunningTables & {
    /** What is to be invoiced; append-only, also what an invoice has taken up. */
    billing_entries: {
      id: string
      account_id: string
      /** `licence-order`, `device-year` or `codes`. */
      what: string
      /** `new` (full price), `upgrade` (the difference), `year` or `piece`. */
      pricing: string
      amount_minor: number
      currency: string
      price_list: string
      /** What it is for, once and never again: an order's id, `year:<subscription>:<number>`, `shop:<reference>`. */
      order_id: string
      at: number
      /** How many; null: one. `amount_minor` is of all. */
      quantity: number | null
      /** The day whose rate of VAT it takes; null: `at`. */
      supplied_at: number | null
      /** JSON of what fills its line's words; null: nothing. */
      detail: string | null
    }
    /** Entries that no invoice has taken up yet: whoever takes the row away invoices the entry. */
    billing_due: { entry_id: string; account_id: string; currency: string; at: number }
  }

export const billingMigrations: Migrations = {
  ...subscriptionMigrations,
  ...invoiceMigrations,
  ...dunningMigrations,
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
  '0181_billing_due': async (db, { text, int, strict }) => {
    await db.schema.alterTable('billing_entries').addColumn('quantity', int).execute()
    await db.schema.alterTable('billing_entries').addColumn('supplied_at', int).execute()
    await db.schema.alterTable('billing_entries').addColumn('detail', text).execute()
    await strict(
      db.schema
        .createTable('billing_due')
        .addColumn('entry_id', text, (c) => c.primaryKey().references('billing_entries.id'))
        .addColumn('account_id', text, (c) => c.notNull())
        .addColumn('currency', text, (c) => c.notNull())
        .addColumn('at', int, (c) => c.notNull()),
    ).execute()
    await db.schema
      .createIndex('billing_due_account')
      .on('billing_due')
      .columns(['account_id', 'currency', 'entry_id'])
      .execute()
    // What was entered before there were invoices is invoiced by the first run.
    const old = db as unknown as Tx<BillingTables>
    const entered = old.selectFrom('billing_entries').select(['id', 'account_id', 'currency', 'at'])
    await old
      .insertInto('billing_due')
      .columns(['entry_id', 'account_id', 'currency', 'at'])
      .expression(entered)
      .execute()
  },
}
