import type { Migrations } from '../../store/migrate.ts'

/** The log of the SMS dialogue, and what makes a message that comes twice one. Instants in milliseconds since 1970. */
export type DialogueTables = {
  /** One row for each message that was received; deleted when it is too old. */
  sms_dialogue: {
    id: string
    /** Together the message's identity at the carrier. */
    transport: string
    provider_id: string
    number_hash: Uint8Array
    hash_key_id: string
    /** The sender, which may be no number. */
    number_sealed: Uint8Array
    seal_key_id: string
    /** The registered number, and who pays; null: it was not registered. */
    number_id: string | null
    account_id: string | null
    text_sealed: Uint8Array
    /** What was answered: a stable name (`answerName`); null where no answer was made. */
    answer: string | null
    /** As it was sent, codes masked. */
    answer_sealed: Uint8Array | null
    /** Why the answer was not sent (`SUPPRESSIONS`); null: it was. */
    suppressed: string | null
    order_id: string | null
    /** The answer in the outbox. */
    sms_id: string | null
    /** What became of an answer that did not go by the outbox, since the ledger was away: `handed-over`, `unclear` or `rejected`. */
    direct: string | null
    direct_at: number | null
    /** When the carrier says that it was sent. */
    sent_at: number | null
    received_at: number
    answered_at: number
  }
}

export const dialogueMigrations: Migrations = {
  '0113_sms_dialogue': async (db, { text, int, bytes, strict }) => {
    await strict(
      db.schema
        .createTable('sms_dialogue')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('transport', text, (c) => c.notNull())
        .addColumn('provider_id', text, (c) => c.notNull())
        .addColumn('number_hash', bytes, (c) => c.notNull())
        .addColumn('hash_key_id', text, (c) => c.notNull())
        .addColumn('number_sealed', bytes, (c) => c.notNull())
        .addColumn('seal_key_id', text, (c) => c.notNull())
        .addColumn('number_id', text)
        .addColumn('account_id', text)
        .addColumn('text_sealed', bytes, (c) => c.notNull())
        .addColumn('answer', text)
        .addColumn('answer_sealed', bytes)
        .addColumn('suppressed', text)
        .addColumn('order_id', text)
        .addColumn('sms_id', text)
        .addColumn('direct', text)
        .addColumn('direct_at', int)
        .addColumn('sent_at', int)
        .addColumn('received_at', int, (c) => c.notNull())
        .addColumn('answered_at', int, (c) => c.notNull())
        .addUniqueConstraint('sms_dialogue_message', ['transport', 'provider_id']),
    ).execute()
    await db.schema
      .createIndex('sms_dialogue_number')
      .on('sms_dialogue')
      .columns(['number_hash', 'answered_at'])
      .execute()
    await db.schema.createIndex('sms_dialogue_age').on('sms_dialogue').column('received_at').execute()
  },
}
