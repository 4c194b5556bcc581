import type { Migrations } from '../store/migrate.ts'

/** Subscriptions that the IMEI of a device activates. */
export type SubscriptionTables = {
  /** Who pays for a device from when until when; a change of hands ends one row and begins the next. */
  device_subscriptions: {
    id: string
    device_id: string
    account_id: string
    started_at: number
    /** No year that begins at or after it is invoiced; null: it goes on. */
    ended_at: number | null
    /** Where this row's first year begins: the registration, or the anniversary that a former owner had not reached. */
    anchor_at: number
    /** Years that were handed to the invoice run so far. */
    years: number
    /** From then on the next year is invoiced: the first of the month after it begins. Null: none follows. */
    due_at: number | null
  }
}

export const subscriptionMigrations: Migrations = {
  '0180_device_subscriptions': async (db, { text, int, strict }) => {
    await strict(
      db.schema
        .createTable('device_subscriptions')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('device_id', text, (c) => c.notNull())
        .addColumn('account_id', text, (c) => c.notNull())
        .addColumn('started_at', int, (c) => c.notNull())
        .addColumn('ended_at', int)
        .addColumn('anchor_at', int, (c) => c.notNull())
        .addColumn('years', int, (c) => c.notNull())
        .addColumn('due_at', int),
    ).execute()
    // One payer at a time: the index is the lock of two registrations at once.
    await db.schema
      .createIndex('device_subscriptions_open')
      .on('device_subscriptions')
      .column('device_id')
      .unique()
      .where('ended_at' as never, 'is', null)
      .execute()
    await db.schema
      .createIndex('device_subscriptions_account')
      .on('device_subscriptions')
      .columns(['account_id', 'id'])
      .execute()
    await db.schema
      .createIndex('device_subscriptions_due')
      .on('device_subscriptions')
      .columns(['due_at', 'id'])
      .execute()
  },
}
