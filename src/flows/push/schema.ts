import type { Migrations } from '../../store/migrate.ts'

/** Where browsers take pushes, and the pushes. Instants in milliseconds since 1970. */
export type PushTables = {
  push_subscriptions: {
    id: string
    user_id: string
    /** The sign-in that it belongs to: it gets pushes while that is the user's last. */
    session_id: string
    /** Keyed: one browser has one endpoint. */
    endpoint_hash: Uint8Array
    hash_key_id: string
    /** Endpoint and keys; null once it is over. */
    sealed: Uint8Array | null
    seal_key_id: string
    /** The key of ours that it takes pushes from (RFC 8292 §4.2). */
    vapid_key_id: string
    /** `active`; `replaced` by a later sign-in; `dead`: the push service knows it no more; `ended` by its own browser. */
    state: string
    created_at: number
    ended_at: number | null
  }
  push_messages: {
    id: string
    /** Null: about no account, as that another device gets the pushes now. */
    account_id: string | null
    user_id: string
    subscription_id: string
    /** `alarm`, `test`, `notice` or `replaced`. */
    purpose: string
    /** Two with the same one are the same push. */
    once: string | null
    /** Words; null once they have been erased. */
    sealed: Uint8Array | null
    seal_key_id: string
    /** `PushState`. */
    state: string
    attempts: number
    /** When it is to be looked at again: to be sent, or because the claim on it lapses. Null: nothing more will be sent. */
    due_at: number | null
    not_after: number
    /** Of the word that only the browser can read, by which it says that it was shown, and opened. */
    receipt_hash: Uint8Array
    hash_key_id: string
    reason: string | null
    created_at: number
    handed_at: number | null
    delivered_at: number | null
    opened_at: number | null
    settled_at: number | null
  }
}

export const pushMigrations: Migrations = {
  '0243_push': async (db, { text, int, bytes, strict }) => {
    await strict(
      db.schema
        .createTable('push_subscriptions')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('user_id', text, (c) => c.notNull())
        .addColumn('session_id', text, (c) => c.notNull())
        .addColumn('endpoint_hash', bytes, (c) => c.notNull())
        .addColumn('hash_key_id', text, (c) => c.notNull())
        .addColumn('sealed', bytes)
        .addColumn('seal_key_id', text, (c) => c.notNull())
        .addColumn('vapid_key_id', text, (c) => c.notNull())
        .addColumn('state', text, (c) => c.notNull())
        .addColumn('created_at', int, (c) => c.notNull())
        .addColumn('ended_at', int),
    ).execute()
    await db.schema
      .createIndex('push_subscriptions_user')
      .on('push_subscriptions')
      .columns(['user_id', 'state'])
      .execute()
    await db.schema
      .createIndex('push_subscriptions_endpoint')
      .on('push_subscriptions')
      .column('endpoint_hash')
      .execute()
    await strict(
      db.schema
        .createTable('push_messages')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('account_id', text)
        .addColumn('user_id', text, (c) => c.notNull())
        .addColumn('subscription_id', text, (c) => c.notNull())
        .addColumn('purpose', text, (c) => c.notNull())
        .addColumn('once', text, (c) => c.unique())
        .addColumn('sealed', bytes)
        .addColumn('seal_key_id', text, (c) => c.notNull())
        .addColumn('state', text, (c) => c.notNull())
        .addColumn('attempts', int, (c) => c.notNull())
        .addColumn('due_at', int)
        .addColumn('not_after', int, (c) => c.notNull())
        .addColumn('receipt_hash', bytes, (c) => c.notNull())
        .addColumn('hash_key_id', text, (c) => c.notNull())
        .addColumn('reason', text)
        .addColumn('created_at', int, (c) => c.notNull())
        .addColumn('handed_at', int)
        .addColumn('delivered_at', int)
        .addColumn('opened_at', int)
        .addColumn('settled_at', int),
    ).execute()
    const index = (name: string) => db.schema.createIndex(`push_messages_${name}`).on('push_messages')
    // Partial: the few that wait among all that were ever sent.
    await index('due')
      .columns(['due_at', 'id'])
      .where('due_at' as never, 'is not', null)
      .execute()
    await index('receipt').column('receipt_hash').execute()
    await index('kept')
      .column('created_at')
      .where('sealed' as never, 'is not', null)
      .execute()
  },
}
