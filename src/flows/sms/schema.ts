import type { Migrations } from '../../store/migrate.ts'

/** Messages to phones, and what became of them. Instants in milliseconds since 1970. */
export type SmsTables = {
  sms_messages: {
    id: string
    /** Whose message it is, where it is an account's. */
    account_id: string | null
    /** `verification`, `answer`, `alarm`, `office` or `notice`. */
    purpose: string
    /** Two messages with the same one are the same message. */
    once: string | null
    /** The number of ours that it is to come from; null: the transport's own. */
    sender: string | null
    /** Both null once they have been erased. */
    number_sealed: Uint8Array | null
    text_sealed: Uint8Array | null
    seal_key_id: string
    /** `SMS_STATES` (transition.ts). */
    state: string
    /** Times that it was claimed for handing over. */
    attempts: number
    /** Of these, how many may or may not have reached the network. */
    doubts: number
    /** When it is to be looked at again: to be sent, or because the claim on it lapses. Null: nothing more will be done. */
    due_at: number | null
    /** Never handed over after this. */
    not_after: number
    /** The process that has claimed it. */
    holder: string | null
    claimed_at: number | null
    /** The transport that took it. */
    transport: string | null
    parts: number | null
    /** Why it failed or waits: a stable name, and after a colon what the transport said of it. */
    reason: string | null
    created_at: number
    handed_at: number | null
    settled_at: number | null
    erased_at: number | null
  }
  /** Each part that a transport took. */
  sms_parts: {
    sms_id: string
    /** From 0. */
    part: number
    transport: string
    provider_id: string
    /** `handed-over`, `buffered`, `delivered` or `failed`. */
    state: string
    reason: string | null
    at: number
  }
  /** Delivery reports that overtook the commit of what they are about. */
  sms_early_reports: {
    transport: string
    provider_id: string
    state: string
    reason: string | null
    at: number
    received_at: number
  }
}

export const smsMigrations: Migrations = {
  // In place of sms_outbox: what stood there was shown and never sent, and its digits were good for ten minutes.
  '0120_sms_messages': async (db, { text, int, bytes, strict }) => {
    await db.schema.dropTable('sms_outbox').execute()
    await strict(
      db.schema
        .createTable('sms_messages')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('account_id', text)
        .addColumn('purpose', text, (c) => c.notNull())
        .addColumn('once', text, (c) => c.unique())
        .addColumn('sender', text)
        .addColumn('number_sealed', bytes)
        .addColumn('text_sealed', bytes)
        .addColumn('seal_key_id', text, (c) => c.notNull())
        .addColumn('state', text, (c) => c.notNull())
        .addColumn('attempts', int, (c) => c.notNull())
        .addColumn('doubts', int, (c) => c.notNull())
        .addColumn('due_at', int)
        .addColumn('not_after', int, (c) => c.notNull())
        .addColumn('holder', text)
        .addColumn('claimed_at', int)
        .addColumn('transport', text)
        .addColumn('parts', int)
        .addColumn('reason', text)
        .addColumn('created_at', int, (c) => c.notNull())
        .addColumn('handed_at', int)
        .addColumn('settled_at', int)
        .addColumn('erased_at', int),
    ).execute()
    const index = (name: string) => db.schema.createIndex(`sms_messages_${name}`).on('sms_messages')
    await index('account').columns(['account_id', 'id']).execute()
    // Partial: the few that wait among all that were ever sent.
    await index('due')
      .columns(['due_at', 'id'])
      .where('due_at' as never, 'is not', null)
      .execute()
    await index('claimed').column('claimed_at').execute()
    await index('kept')
      .column('created_at')
      .where('erased_at' as never, 'is', null)
      .execute()
    await strict(
      db.schema
        .createTable('sms_parts')
        .addColumn('sms_id', text, (c) => c.notNull())
        .addColumn('part', int, (c) => c.notNull())
        .addColumn('transport', text, (c) => c.notNull())
        .addColumn('provider_id', text, (c) => c.notNull())
        .addColumn('state', text, (c) => c.notNull())
        .addColumn('reason', text)
        .addColumn('at', int, (c) => c.notNull())
        .addPrimaryKeyConstraint('sms_parts_key', ['sms_id', 'part']),
    ).execute()
    await db.schema.createIndex('sms_parts_provider').on('sms_parts').columns(['transport', 'provider_id']).execute()
    await strict(
      db.schema
        .createTable('sms_early_reports')
        .addColumn('transport', text, (c) => c.notNull())
        .addColumn('provider_id', text, (c) => c.notNull())
        .addColumn('state', text, (c) => c.notNull())
        .addColumn('reason', text)
        .addColumn('at', int, (c) => c.notNull())
        .addColumn('received_at', int, (c) => c.notNull())
        .addPrimaryKeyConstraint('sms_early_reports_key', ['transport', 'provider_id']),
    ).execute()
    await db.schema.createIndex('sms_early_reports_age').on('sms_early_reports').column('received_at').execute()
  },
}
