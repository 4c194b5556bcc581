import type { Migrations } from '../store/migrate.ts'

/** What two accounts agree on: each confirms once, either may cancel. Instants in milliseconds since 1970. */
export type AgreementTables = {
  agreements: {
    id: string
    /** `hand-over`: a device goes from giver to taker; `merge`: everything does. */
    kind: string
    /** The side that asked: `giver` or `taker`. */
    asked_by: string
    /** Null: not known yet, or, where somebody asked for a device by its IMEI, there is no such device. */
    giver_account_id: string | null
    taker_account_id: string | null
    device_id: string | null
    /** As it was typed by whoever asked for a device. */
    serial: string | null
    /** Keyed hash of the address that the other side signs in with; null: the other side is known by its account. */
    other_hash: Uint8Array | null
    hash_key_id: string | null
    /** `open`, `done`, `cancelled`. */
    state: string
    created_at: number
    /** Whoever confirms later is told that it is over. */
    expires_at: number
    settled_at: number | null
  }
  agreement_confirmations: {
    agreement_id: string
    side: string
    account_id: string
    actor: string
    /** 1: staff for that side. */
    by_staff: number
    /** Staff's; in words, hence not in the audit. */
    reason: string | null
    at: number
  }
  /** Why staff cancelled, in their words: a row for each side whose account is known, so that each leaves with its account. */
  agreement_cancellations: { agreement_id: string; side: string; account_id: string; reason: string; at: number }
  /** Which account became part of which; the one that is gone has no members any more. */
  account_merges: { gone_account_id: string; kept_account_id: string; agreement_id: string; at: number }
}

export const agreementMigrations: Migrations = {
  '0221_agreements': async (db, { text, int, bytes, strict }) => {
    await strict(
      db.schema
        .createTable('agreements')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('kind', text, (c) => c.notNull())
        .addColumn('asked_by', text, (c) => c.notNull())
        .addColumn('giver_account_id', text)
        .addColumn('taker_account_id', text)
        .addColumn('device_id', text)
        .addColumn('serial', text)
        .addColumn('other_hash', bytes)
        .addColumn('hash_key_id', text)
        .addColumn('state', text, (c) => c.notNull())
        .addColumn('created_at', int, (c) => c.notNull())
        .addColumn('expires_at', int, (c) => c.notNull())
        .addColumn('settled_at', int),
    ).execute()
    for (const column of ['giver_account_id', 'taker_account_id', 'device_id', 'other_hash'] as const)
      await db.schema.createIndex(`agreements_${column}`).on('agreements').columns([column, 'id']).execute()
    await strict(
      db.schema
        .createTable('agreement_confirmations')
        .addColumn('agreement_id', text, (c) => c.notNull().references('agreements.id'))
        .addColumn('side', text, (c) => c.notNull())
        .addColumn('account_id', text, (c) => c.notNull())
        .addColumn('actor', text, (c) => c.notNull())
        .addColumn('by_staff', int, (c) => c.notNull())
        .addColumn('reason', text)
        .addColumn('at', int, (c) => c.notNull())
        .addPrimaryKeyConstraint('agreement_confirmations_key', ['agreement_id', 'side']),
    ).execute()
    await strict(
      db.schema
        .createTable('account_merges')
        .addColumn('gone_account_id', text, (c) => c.primaryKey())
        .addColumn('kept_account_id', text, (c) => c.notNull())
        .addColumn('agreement_id', text, (c) => c.notNull())
        .addColumn('at', int, (c) => c.notNull()),
    ).execute()
  },
  '0263_agreement_cancellations': async (db, { text, int, strict }) => {
    await strict(
      db.schema
        .createTable('agreement_cancellations')
        .addColumn('agreement_id', text, (c) => c.notNull().references('agreements.id'))
        .addColumn('side', text, (c) => c.notNull())
        .addColumn('account_id', text, (c) => c.notNull())
        .addColumn('reason', text, (c) => c.notNull())
        .addColumn('at', int, (c) => c.notNull())
        .addPrimaryKeyConstraint('agreement_cancellations_key', ['agreement_id', 'side']),
    ).execute()
    await db.schema
      .createIndex('agreement_cancellations_account')
      .on('agreement_cancellations')
      .column('account_id')
      .execute()
  },
  // Staff look through what is open, newest first, among all that has ever been agreed on.
  '0264_open_agreements': async (db) => {
    await db.schema
      .createIndex('agreements_open')
      .on('agreements')
      .column('id')
      .where('state' as never, '=', 'open')
      .execute()
  },
}
