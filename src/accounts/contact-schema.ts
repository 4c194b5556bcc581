import type { Migrations } from '../store/migrate.ts'

/** What people wrote by the contact form, and what they were answered. Instants in milliseconds since 1970. */
export type ContactTables = {
  /** A message with the consent that came with it. Once it is erased the row is the record that there was one, and leads to nobody. */
  contacts: {
    id: string
    /** Whose it is, where it was written by somebody who was signed in; null once it is erased. */
    account_id: string | null
    /** JSON of `ContactWords` and the word of the link that withdraws, encrypted; null once it is erased. */
    sealed: Uint8Array | null
    seal_key_id: string
    /** Keyed; the word itself stands in mails to the sender alone. Null once it was used, or of no use any more. */
    withdraw_hash: Uint8Array | null
    hash_key_id: string
    /** `ContactSubject` (contacts.ts). */
    subject: string
    /** Of the form, of the consent that was shown in it, and of every answer. */
    language: string
    /** Which wording was agreed to, and when. */
    consent: string
    consent_at: number
    /** `open`, `answered`, `closed` or `erased`. */
    state: string
    answered_at: number | null
    closed_at: number | null
    erased_at: number | null
    /** Why it was erased: `withdrawn` by its sender, by `staff`, or because its `term` was over. */
    erased_by: string | null
  }
  contact_answers: {
    id: string
    contact_id: string
    /** The words, encrypted. */
    sealed: Uint8Array
    seal_key_id: string
    actor: string
    at: number
  }
}

export const contactMigrations: Migrations = {
  '0252_contacts': async (db, { text, int, bytes, strict }) => {
    await strict(
      db.schema
        .createTable('contacts')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('account_id', text)
        .addColumn('sealed', bytes)
        .addColumn('seal_key_id', text, (c) => c.notNull())
        .addColumn('withdraw_hash', bytes, (c) => c.unique())
        .addColumn('hash_key_id', text, (c) => c.notNull())
        .addColumn('subject', text, (c) => c.notNull())
        .addColumn('language', text, (c) => c.notNull())
        .addColumn('consent', text, (c) => c.notNull())
        .addColumn('consent_at', int, (c) => c.notNull())
        .addColumn('state', text, (c) => c.notNull())
        .addColumn('answered_at', int)
        .addColumn('closed_at', int)
        .addColumn('erased_at', int)
        .addColumn('erased_by', text),
    ).execute()
    await strict(
      db.schema
        .createTable('contact_answers')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('contact_id', text, (c) => c.notNull().references('contacts.id'))
        .addColumn('sealed', bytes, (c) => c.notNull())
        .addColumn('seal_key_id', text, (c) => c.notNull())
        .addColumn('actor', text, (c) => c.notNull())
        .addColumn('at', int, (c) => c.notNull()),
    ).execute()
    const index = (name: string) => db.schema.createIndex(`contacts_${name}`).on('contacts')
    await index('state').columns(['state', 'id']).execute()
    await index('account').columns(['account_id', 'id']).execute()
    await index('term').columns(['state', 'closed_at']).execute()
    await db.schema.createIndex('contact_answers_of').on('contact_answers').columns(['contact_id', 'id']).execute()
  },
}
