import type { Migrations } from '../store/migrate.ts'

/** What a user has besides a password. Instants in milliseconds since 1970. */
export type SecondFactorTables = {
  second_factors: {
    user_id: string
    /** The secret of RFC 6238, encrypted. */
    secret_sealed: Uint8Array
    seal_key_id: string
    /** Null: it was begun and not proved yet, and is not asked for. */
    confirmed_at: number | null
    /** Of the last code that was accepted; none up to it is accepted again (RFC 6238 §5.2). */
    last_step: number
    created_at: number
  }
  /** Each for one sign-in without the telephone. */
  recovery_codes: { user_id: string; code_hash: Uint8Array; key_id: string; used_at: number | null }
  /** That staff asked to take a second factor away; at most one of a user is open. */
  factor_resets: {
    id: string
    user_id: string
    asked_by: string
    /** In words, hence not in the audit. */
    reason: string
    /** `asked`, `confirmed`, `done`, `stopped`. */
    state: string
    /** From when on it may be carried out; null: not confirmed. */
    due_at: number | null
    created_at: number
  }
}

export const secondFactorMigrations: Migrations = {
  '0165_second_factors': async (db, { text, int, bytes, strict }) => {
    await strict(
      db.schema
        .createTable('second_factors')
        .addColumn('user_id', text, (c) => c.primaryKey())
        .addColumn('secret_sealed', bytes, (c) => c.notNull())
        .addColumn('seal_key_id', text, (c) => c.notNull())
        .addColumn('confirmed_at', int)
        .addColumn('last_step', int, (c) => c.notNull())
        .addColumn('created_at', int, (c) => c.notNull()),
    ).execute()
    await strict(
      db.schema
        .createTable('recovery_codes')
        .addColumn('user_id', text, (c) => c.notNull())
        .addColumn('code_hash', bytes, (c) => c.notNull())
        .addColumn('key_id', text, (c) => c.notNull())
        .addColumn('used_at', int)
        .addPrimaryKeyConstraint('recovery_codes_key', ['user_id', 'code_hash']),
    ).execute()
  },
  '0255_factor_resets': async (db, { text, int, strict }) => {
    await strict(
      db.schema
        .createTable('factor_resets')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('user_id', text, (c) => c.notNull())
        .addColumn('asked_by', text, (c) => c.notNull())
        .addColumn('reason', text, (c) => c.notNull())
        .addColumn('state', text, (c) => c.notNull())
        .addColumn('due_at', int)
        .addColumn('created_at', int, (c) => c.notNull()),
    ).execute()
    await db.schema.createIndex('factor_resets_user').on('factor_resets').columns(['user_id', 'state']).execute()
  },
}
