import type { Migrations } from '../store/migrate.ts'

/** Phone numbers. One stands as keyed hash, to be found again, and encrypted, to be written to. */
export type PhoneTables = {
  /** A number is one user's, and a user has one. */
  phones: {
    number_hash: Uint8Array
    hash_key_id: string
    user_id: string
    number_sealed: Uint8Array
    seal_key_id: string
    verified_at: number
  }
  phone_verifications: {
    id: string
    user_id: string
    number_hash: Uint8Array
    hash_key_id: string
    number_sealed: Uint8Array
    seal_key_id: string
    /** HMAC of the six digits and the id. */
    code_hash: Uint8Array
    code_key_id: string
    tries: number
    expires_at: number
    /** Used, which happens once. */
    used_at: number | null
    created_at: number
  }
}

export const phoneMigrations: Migrations = {
  '0065_phones': async (db, { text, int, bytes, strict }) => {
    await strict(
      db.schema
        .createTable('phones')
        .addColumn('number_hash', bytes, (c) => c.primaryKey())
        .addColumn('hash_key_id', text, (c) => c.notNull())
        .addColumn('user_id', text, (c) => c.notNull().unique())
        .addColumn('number_sealed', bytes, (c) => c.notNull())
        .addColumn('seal_key_id', text, (c) => c.notNull())
        .addColumn('verified_at', int, (c) => c.notNull()),
    ).execute()
    await strict(
      db.schema
        .createTable('phone_verifications')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('user_id', text, (c) => c.notNull())
        .addColumn('number_hash', bytes, (c) => c.notNull())
        .addColumn('hash_key_id', text, (c) => c.notNull())
        .addColumn('number_sealed', bytes, (c) => c.notNull())
        .addColumn('seal_key_id', text, (c) => c.notNull())
        .addColumn('code_hash', bytes, (c) => c.notNull())
        .addColumn('code_key_id', text, (c) => c.notNull())
        .addColumn('tries', int, (c) => c.notNull())
        .addColumn('expires_at', int, (c) => c.notNull())
        .addColumn('used_at', int)
        .addColumn('created_at', int, (c) => c.notNull()),
    ).execute()
    await strict(
      db.schema
        .createTable('sms_outbox')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('account_id', text, (c) => c.notNull())
        .addColumn('number_sealed', bytes, (c) => c.notNull())
        .addColumn('text_sealed', bytes, (c) => c.notNull())
        .addColumn('seal_key_id', text, (c) => c.notNull())
        .addColumn('created_at', int, (c) => c.notNull()),
    ).execute()
    await db.schema.createIndex('sms_outbox_account').on('sms_outbox').columns(['account_id', 'id']).execute()
  },
}
