import type { Migrations } from '../store/migrate.ts'

/** Links that were sent by mail. Instants in milliseconds since 1970. */
export type LinkTables = {
  mail_links: {
    id: string
    /** `LinkKind` (link.ts). */
    kind: string
    /** Keyed; the token itself stands in the mail alone. */
    token_hash: Uint8Array
    key_id: string
    email: string
    /** Who has the address already. */
    user_id: string | null
    /** What an invitation is to. */
    account_id: string | null
    level: string | null
    /** Of the user, and of the account, that a registration makes. */
    name: string | null
    account_name: string | null
    country: string | null
    language: string
    expires_at: number
    /** Used, which happens once. */
    used_at: number | null
    created_at: number
  }
}

export const linkMigrations: Migrations = {
  '0162_mail_links': async (db, { text, int, bytes, strict }) => {
    await strict(
      db.schema
        .createTable('mail_links')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('kind', text, (c) => c.notNull())
        .addColumn('token_hash', bytes, (c) => c.notNull().unique())
        .addColumn('key_id', text, (c) => c.notNull())
        .addColumn('email', text, (c) => c.notNull())
        .addColumn('user_id', text)
        .addColumn('account_id', text)
        .addColumn('level', text)
        .addColumn('name', text)
        .addColumn('account_name', text)
        .addColumn('country', text)
        .addColumn('language', text, (c) => c.notNull())
        .addColumn('expires_at', int, (c) => c.notNull())
        .addColumn('used_at', int)
        .addColumn('created_at', int, (c) => c.notNull()),
    ).execute()
    const index = (name: string) => db.schema.createIndex(`mail_links_${name}`).on('mail_links')
    await index('user').columns(['user_id', 'kind']).execute()
    await index('account').columns(['account_id', 'id']).execute()
    await index('expiry').column('expires_at').execute()
    await db.schema.createIndex('sessions_user').on('sessions').columns(['user_id', 'id']).execute()
  },
  // What a person knows a session by among several: the browser's or program's own name for itself.
  '0163_session_agent': async (db, { text }) => {
    await db.schema.alterTable('sessions').addColumn('agent', text).execute()
  },
}
