import type { Migrations } from '../store/migrate.ts'

/** Phone numbers that may use the SMS dialogue, and requests to become one. A number stands as keyed hash and encrypted, as in `phones`. */
export type SmsNumberTables = {
  /** A number has at most one row that is `active`. */
  sms_numbers: {
    id: string
    number_hash: Uint8Array
    hash_key_id: string
    number_sealed: Uint8Array
    seal_key_id: string
    /** Who pays what it orders. */
    account_id: string
    /** Of its answers. */
    language: string
    /** `active` or `withdrawn`. */
    state: string
    registered_at: number
    withdrawn_at: number | null
  }
  /** The form that anybody may fill in. */
  sms_number_requests: {
    id: string
    number_hash: Uint8Array
    hash_key_id: string
    number_sealed: Uint8Array
    /** JSON of `Applicant`, encrypted; null once it has been erased. */
    applicant_sealed: Uint8Array | null
    seal_key_id: string
    language: string
    /** Which wording of the consent to data processing was agreed to, and when. */
    consent: string
    consent_at: number
    /** `requested`, `approved` or `rejected`. */
    state: string
    reason: string | null
    /** The registered number that it became. */
    number_id: string | null
    decided_at: number | null
  }
}

export const smsNumberMigrations: Migrations = {
  '0112_sms_numbers': async (db, { text, int, bytes, strict }) => {
    await strict(
      db.schema
        .createTable('sms_numbers')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('number_hash', bytes, (c) => c.notNull())
        .addColumn('hash_key_id', text, (c) => c.notNull())
        .addColumn('number_sealed', bytes, (c) => c.notNull())
        .addColumn('seal_key_id', text, (c) => c.notNull())
        .addColumn('account_id', text, (c) => c.notNull())
        .addColumn('language', text, (c) => c.notNull())
        .addColumn('state', text, (c) => c.notNull())
        .addColumn('registered_at', int, (c) => c.notNull())
        .addColumn('withdrawn_at', int),
    ).execute()
    await db.schema
      .createIndex('sms_numbers_active')
      .on('sms_numbers')
      .column('number_hash')
      .unique()
      .where('state' as never, '=', 'active')
      .execute()
    await strict(
      db.schema
        .createTable('sms_number_requests')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('number_hash', bytes, (c) => c.notNull())
        .addColumn('hash_key_id', text, (c) => c.notNull())
        .addColumn('number_sealed', bytes, (c) => c.notNull())
        .addColumn('applicant_sealed', bytes)
        .addColumn('seal_key_id', text, (c) => c.notNull())
        .addColumn('language', text, (c) => c.notNull())
        .addColumn('consent', text, (c) => c.notNull())
        .addColumn('consent_at', int, (c) => c.notNull())
        .addColumn('state', text, (c) => c.notNull())
        .addColumn('reason', text)
        .addColumn('number_id', text)
        .addColumn('decided_at', int),
    ).execute()
    const requests = (name: string) => db.schema.createIndex(`sms_number_requests_${name}`).on('sms_number_requests')
    await requests('state').columns(['state', 'id']).execute()
    await requests('number').columns(['number_hash', 'state']).execute()
  },
}
