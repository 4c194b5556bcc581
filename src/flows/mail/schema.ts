import type { Migrations } from '../../store/migrate.ts'

/** Mails and what became of them. Instants in milliseconds since 1970. */
export type MailTables = {
  mails: {
    id: string
    /** Whose mail it is, where it is an account's. */
    account_id: string | null
    /** What it is for, a stable name such as `invoice`. */
    kind: string
    /** Two mails with the same one are the same mail. */
    once: string | null
    /** Address, subject and texts; null once they have been erased. */
    sealed: Uint8Array | null
    seal_key_id: string
    /** `MailState` (states.ts). */
    state: string
    /** Times that it was claimed for sending. */
    attempts: number
    /** When it is to be looked at again: to be sent, or because the claim on it lapses. Null: nothing more will be done. */
    due_at: number | null
    /** Never sent after this. */
    not_after: number
    transport: string | null
    /** Why it failed or waits: a stable name, and after a colon what the server said of it. */
    reason: string | null
    created_at: number
    settled_at: number | null
  }
  /** Files of a mail, in their order. */
  mail_attachments: {
    mail_id: string
    /** From 0. */
    part: number
    /** Name, type and bytes. */
    sealed: Uint8Array
    bytes: number
  }
}

export const mailMigrations: Migrations = {
  '0160_mails': async (db, { text, int, bytes, strict }) => {
    await strict(
      db.schema
        .createTable('mails')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('account_id', text)
        .addColumn('kind', text, (c) => c.notNull())
        .addColumn('once', text, (c) => c.unique())
        .addColumn('sealed', bytes)
        .addColumn('seal_key_id', text, (c) => c.notNull())
        .addColumn('state', text, (c) => c.notNull())
        .addColumn('attempts', int, (c) => c.notNull())
        .addColumn('due_at', int)
        .addColumn('not_after', int, (c) => c.notNull())
        .addColumn('transport', text)
        .addColumn('reason', text)
        .addColumn('created_at', int, (c) => c.notNull())
        .addColumn('settled_at', int),
    ).execute()
    await strict(
      db.schema
        .createTable('mail_attachments')
        .addColumn('mail_id', text, (c) => c.notNull())
        .addColumn('part', int, (c) => c.notNull())
        .addColumn('sealed', bytes, (c) => c.notNull())
        .addColumn('bytes', int, (c) => c.notNull())
        .addPrimaryKeyConstraint('mail_attachments_key', ['mail_id', 'part']),
    ).execute()
    const index = (name: string) => db.schema.createIndex(`mails_${name}`).on('mails')
    await index('account').columns(['account_id', 'id']).execute()
    // Partial: the few that wait among all that were ever sent.
    await index('due')
      .columns(['due_at', 'id'])
      .where('due_at' as never, 'is not', null)
      .execute()
    await index('kept')
      .column('created_at')
      .where('sealed' as never, 'is not', null)
      .execute()
  },
}
