import type { Migrations } from '../store/migrate.ts'

/** Tables of the room `codes`. Booleans are 0/1, instants milliseconds, JSON is text. */
export type CodesTables = {
  batches: {
    id: string
    family: string
    /** JSON of `Product`. */
    product: string
    /** What an extension is counted from: `redemption` or `purchase`. */
    anchor: string
    channel: string
    campaign: number
    not_migratable: number
    /** JSON array of ISO 3166-1 alpha-2 codes, or null for everywhere. */
    regions: string | null
    purchased_at: number | null
    needs_activation: number
    sold_to: string | null
    count: number
    state: string
    created_at: number
    created_by: string
    /** The reseller's account that it belongs to; null: the house's own. */
    account_id: string | null
    /** Characters of a code; null: the family's longest. */
    code_length: number | null
    /** Codes on one card, which are sold, activated and revoked together; null: one. */
    pack_size: number | null
    /** From then on the shop activates none of them any more. */
    end_of_sale_at: number | null
    /** Codes stored so far, of `count`; null: all of them, drawn one by one in one transaction. */
    minted: number | null
    /** How often it was exported. */
    exports: number | null
    /** The recipient has the codes, and the seed is destroyed. */
    confirmed_at: number | null
    revoked_at: number | null
    revoked_reason: string | null
    job_id: string | null
  }
  /** What a batch's codes are derived from, sealed; destroyed when the recipient confirms, or the batch is revoked. */
  batch_seeds: { batch_id: string; key_id: string; sealed: Uint8Array }
  codes: {
    hash: Uint8Array
    key_id: string
    id: string
    batch_id: string
    /** The last four characters, for support; only of families with 12 or more. */
    last4: string | null
    state: string
    activated_at: number | null
    redemption_id: string | null
    account_id: string | null
    used_at: number | null
    /** Its place in the batch's derivation; null: drawn one by one. */
    position: number | null
  }
  redemptions: {
    id: string
    code_id: string
    family: string
    account_id: string
    actor: string
    device_id: string | null
    state: string
    /** JSON of the effect as the API tells it. */
    effect: string
    reason: string | null
    created_at: number
    updated_at: number
  }
  redemption_steps: { redemption_id: string; ordinal: number; state: string; at: number }
  guesses: { scope: string; subject: string; arrival: number }
}

export const codesMigrations: Migrations = {
  '0010_codes': async (db, { text, int, bytes, strict }) => {
    await strict(
      db.schema
        .createTable('batches')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('family', text, (c) => c.notNull())
        .addColumn('product', text, (c) => c.notNull())
        .addColumn('anchor', text, (c) => c.notNull())
        .addColumn('channel', text, (c) => c.notNull())
        .addColumn('campaign', int, (c) => c.notNull())
        .addColumn('not_migratable', int, (c) => c.notNull())
        .addColumn('regions', text)
        .addColumn('purchased_at', int)
        .addColumn('needs_activation', int, (c) => c.notNull())
        .addColumn('sold_to', text)
        .addColumn('count', int, (c) => c.notNull())
        .addColumn('state', text, (c) => c.notNull())
        .addColumn('created_at', int, (c) => c.notNull())
        .addColumn('created_by', text, (c) => c.notNull()),
    ).execute()
    await strict(
      db.schema
        .createTable('codes')
        .addColumn('hash', bytes, (c) => c.primaryKey())
        .addColumn('key_id', text, (c) => c.notNull())
        .addColumn('id', text, (c) => c.notNull().unique())
        .addColumn('batch_id', text, (c) => c.notNull().references('batches.id'))
        .addColumn('last4', text)
        .addColumn('state', text, (c) => c.notNull())
        .addColumn('activated_at', int)
        .addColumn('redemption_id', text)
        .addColumn('account_id', text)
        .addColumn('used_at', int),
    ).execute()
    await db.schema.createIndex('codes_batch').on('codes').column('batch_id').execute()
    await strict(
      db.schema
        .createTable('redemptions')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('code_id', text, (c) => c.notNull())
        .addColumn('family', text, (c) => c.notNull())
        .addColumn('account_id', text, (c) => c.notNull())
        .addColumn('actor', text, (c) => c.notNull())
        .addColumn('device_id', text)
        .addColumn('state', text, (c) => c.notNull())
        .addColumn('effect', text, (c) => c.notNull())
        .addColumn('reason', text)
        .addColumn('created_at', int, (c) => c.notNull())
        .addColumn('updated_at', int, (c) => c.notNull()),
    ).execute()
    await db.schema.createIndex('redemptions_device').on('redemptions').columns(['device_id', 'id']).execute()
    await strict(
      db.schema
        .createTable('redemption_steps')
        .addColumn('redemption_id', text, (c) => c.notNull())
        .addColumn('ordinal', int, (c) => c.notNull())
        .addColumn('state', text, (c) => c.notNull())
        .addColumn('at', int, (c) => c.notNull())
        .addPrimaryKeyConstraint('redemption_steps_key', ['redemption_id', 'ordinal']),
    ).execute()
    await strict(
      db.schema
        .createTable('guesses')
        .addColumn('scope', text, (c) => c.notNull())
        .addColumn('subject', text, (c) => c.notNull())
        .addColumn('arrival', int, (c) => c.notNull())
        .addPrimaryKeyConstraint('guesses_key', ['scope', 'subject']),
    ).execute()
  },
  '0091_redemptions_of_a_code': async (db) => {
    await db.schema.createIndex('redemptions_code').on('redemptions').columns(['code_id', 'id']).execute()
  },
}
