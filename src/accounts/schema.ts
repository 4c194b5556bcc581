import type { Migrations } from '../store/migrate.ts'

/** Tables of the room `accounts`. */
export type AccountsTables = {
  accounts: { id: string; kind: string; name: string; country: string; created_at: number }
  users: { id: string; email: string; name: string; language: string; password_hash: string; created_at: number }
  memberships: { account_id: string; user_id: string; level: string }
  /** Which account has which reseller, one at a time, since when (milliseconds since 1970). What was before stands in the audit. */
  reseller_customers: { account_id: string; reseller_account_id: string; since: number }
  sessions: {
    id: string
    token_hash: Uint8Array
    key_id: string
    user_id: string
    created_at: number
    expires_at: number
    /** What signed in calls itself (`User-Agent`), cut. */
    agent: string | null
  }
}

export const accountsMigrations: Migrations = {
  '0040_accounts': async (db, { text, int, bytes, strict }) => {
    await strict(
      db.schema
        .createTable('accounts')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('kind', text, (c) => c.notNull())
        .addColumn('name', text, (c) => c.notNull())
        .addColumn('country', text, (c) => c.notNull())
        .addColumn('created_at', int, (c) => c.notNull()),
    ).execute()
    await strict(
      db.schema
        .createTable('users')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('email', text, (c) => c.notNull().unique())
        .addColumn('name', text, (c) => c.notNull())
        .addColumn('language', text, (c) => c.notNull())
        .addColumn('password_hash', text, (c) => c.notNull())
        .addColumn('created_at', int, (c) => c.notNull()),
    ).execute()
    await strict(
      db.schema
        .createTable('memberships')
        .addColumn('account_id', text, (c) => c.notNull().references('accounts.id'))
        .addColumn('user_id', text, (c) => c.notNull().references('users.id'))
        .addColumn('level', text, (c) => c.notNull())
        .addPrimaryKeyConstraint('memberships_key', ['account_id', 'user_id']),
    ).execute()
    await db.schema.createIndex('memberships_user').on('memberships').column('user_id').execute()
    await strict(
      db.schema
        .createTable('sessions')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('token_hash', bytes, (c) => c.notNull().unique())
        .addColumn('key_id', text, (c) => c.notNull())
        .addColumn('user_id', text, (c) => c.notNull().references('users.id'))
        .addColumn('created_at', int, (c) => c.notNull())
        .addColumn('expires_at', int, (c) => c.notNull()),
    ).execute()
  },
  '0254_reseller_customers': async (db, { text, int, strict }) => {
    await strict(
      db.schema
        .createTable('reseller_customers')
        .addColumn('account_id', text, (c) => c.primaryKey())
        .addColumn('reseller_account_id', text, (c) => c.notNull())
        .addColumn('since', int, (c) => c.notNull()),
    ).execute()
    const index = db.schema.createIndex('reseller_customers_reseller').on('reseller_customers')
    await index.columns(['reseller_account_id', 'account_id']).execute()
  },
}
