import type { Migrations } from '../store/migrate.ts'

/** Why credits came or went: by a code, by staff, for a message, and for one that certainly did not arrive. */
export type CreditEntry = 'code' | 'granted' | 'spent' | 'given-back'

/** Tables of the room `licences`: what codes give to a user or an account. Every `*_entries` table is append-only. */
export type LicencesTables = {
  /** One of each user. */
  licences: {
    id: string
    user_id: string
    code_hash: Uint8Array
    hash_key_id: string
    /** The licence code, AES-GCM: it is permanent, and shown again. */
    code_sealed: Uint8Array
    seal_key_id: string
    ends_at: number
    created_at: number
  }
  licence_entries: {
    id: string
    licence_id: string
    redemption_id: string | null
    /** `trial`, `registered` (its code became the licence code), `extended`. */
    entry: string
    period: string
    from_at: number
    until_at: number
    at: number
  }
  subscriptions: { account_id: string; ends_at: number; created_at: number }
  subscription_entries: {
    id: string
    account_id: string
    redemption_id: string
    period: string
    /** What it was counted from: `redemption` or `purchase`. */
    anchor: string
    from_at: number
    until_at: number
    at: number
  }
  credit_balances: { account_id: string; credits: number }
  /** The balance is their sum. `entry` is a `CreditEntry`; `actor` gave what was granted. */
  credit_entries: {
    id: string
    account_id: string
    redemption_id: string | null
    entry: string
    sms_id: string | null
    actor: string | null
    /** Why staff gave them. */
    reason: string | null
    credits: number
    at: number
  }
  /** One campaign code ever: the key is the lock. */
  campaign_uses: { account_id: string; redemption_id: string; at: number }
  /** Outlives user and account: a number has one trial. */
  trials: { phone_hash: Uint8Array; key_id: string; at: number }
}

export const licencesMigrations: Migrations = {
  '0060_licences': async (db, { text, int, bytes, strict }) => {
    await strict(
      db.schema
        .createTable('licences')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('user_id', text, (c) => c.notNull().unique())
        .addColumn('code_hash', bytes, (c) => c.notNull().unique())
        .addColumn('hash_key_id', text, (c) => c.notNull())
        .addColumn('code_sealed', bytes, (c) => c.notNull())
        .addColumn('seal_key_id', text, (c) => c.notNull())
        .addColumn('ends_at', int, (c) => c.notNull())
        .addColumn('created_at', int, (c) => c.notNull()),
    ).execute()
    await strict(
      db.schema
        .createTable('licence_entries')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('licence_id', text, (c) => c.notNull().references('licences.id'))
        .addColumn('redemption_id', text, (c) => c.unique())
        .addColumn('entry', text, (c) => c.notNull())
        .addColumn('period', text, (c) => c.notNull())
        .addColumn('from_at', int, (c) => c.notNull())
        .addColumn('until_at', int, (c) => c.notNull())
        .addColumn('at', int, (c) => c.notNull()),
    ).execute()
    await db.schema.createIndex('licence_entries_licence').on('licence_entries').columns(['licence_id', 'id']).execute()
    await strict(
      db.schema
        .createTable('trials')
        .addColumn('phone_hash', bytes, (c) => c.primaryKey())
        .addColumn('key_id', text, (c) => c.notNull())
        .addColumn('at', int, (c) => c.notNull()),
    ).execute()
  },
  '0061_subscriptions': async (db, { text, int, strict }) => {
    await strict(
      db.schema
        .createTable('subscriptions')
        .addColumn('account_id', text, (c) => c.primaryKey())
        .addColumn('ends_at', int, (c) => c.notNull())
        .addColumn('created_at', int, (c) => c.notNull()),
    ).execute()
    await strict(
      db.schema
        .createTable('subscription_entries')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('account_id', text, (c) => c.notNull())
        .addColumn('redemption_id', text, (c) => c.notNull().unique())
        .addColumn('period', text, (c) => c.notNull())
        .addColumn('anchor', text, (c) => c.notNull())
        .addColumn('from_at', int, (c) => c.notNull())
        .addColumn('until_at', int, (c) => c.notNull())
        .addColumn('at', int, (c) => c.notNull()),
    ).execute()
    await db.schema
      .createIndex('subscription_entries_account')
      .on('subscription_entries')
      .columns(['account_id', 'id'])
      .execute()
    await strict(
      db.schema
        .createTable('campaign_uses')
        .addColumn('account_id', text, (c) => c.primaryKey())
        .addColumn('redemption_id', text, (c) => c.notNull())
        .addColumn('at', int, (c) => c.notNull()),
    ).execute()
  },
  '0062_credits': async (db, { text, int, strict }) => {
    await strict(
      db.schema
        .createTable('credit_balances')
        .addColumn('account_id', text, (c) => c.primaryKey())
        .addColumn('credits', int, (c) => c.notNull()),
    ).execute()
    await strict(
      db.schema
        .createTable('credit_entries')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('account_id', text, (c) => c.notNull())
        .addColumn('redemption_id', text, (c) => c.unique())
        .addColumn('credits', int, (c) => c.notNull())
        .addColumn('at', int, (c) => c.notNull()),
    ).execute()
    await db.schema.createIndex('credit_entries_account').on('credit_entries').columns(['account_id', 'id']).execute()
  },
}
