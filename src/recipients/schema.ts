import type { Migrations } from '../store/migrate.ts'

/** Who is told of an account's alarms. Instants in milliseconds since 1970. */
export type RecipientTables = {
  recipients: {
    id: string
    account_id: string
    /** `email`, `sms` or `push`. */
    way: string
    name: string
    /** Of the words that it gets. */
    language: string
    /** Address or number, encrypted; null for a push, and once it was taken away. */
    address_sealed: Uint8Array | null
    seal_key_id: string | null
    /** Keyed, to find the same one again. */
    address_hash: Uint8Array | null
    hash_key_id: string | null
    /** Whose sessions a push goes to. */
    user_id: string | null
    /** When whoever has the address proved it. */
    confirmed_at: number | null
    /** 1: of every device of the account; 0: of those of `recipient_devices`. */
    all_devices: number
    security: number
    function: number
    /** Minutes since midnight by the account's clocks; both null: no hours of rest. */
    quiet_from: number | null
    quiet_until: number | null
    created_at: number
    removed_at: number | null
  }
  recipient_devices: { recipient_id: string; device_id: string }
  /** The digits that were sent to an address last. */
  recipient_proofs: {
    recipient_id: string
    /** The digits are bound to it. */
    id: string
    code_hash: Uint8Array
    code_key_id: string
    tries: number
    expires_at: number
  }
  /** What was done about each step of an alarm, for each recipient: the key lets nobody be told twice. */
  recipient_tellings: {
    id: string
    account_id: string
    recipient_id: string
    /** `alarm:<id>:<step>`, or `test:<id>`. */
    subject: string
    alarm_id: string | null
    device_id: string | null
    /** Null: it was put into an outbox; else why not (`SILENCES`). */
    silence: string | null
    /** In the outbox of its way. */
    message_id: string | null
    at: number
  }
  /** Steps of alarms that nobody has been told of yet: written by whoever opens or closes an alarm, in that transaction. */
  alarm_steps: {
    id: string
    alarm_id: string
    account_id: string
    device_id: string
    /** `security` or `function`. */
    class: string
    /** A stable name: `alarm.rule.<name>` says it in words. */
    rule: string
    /** `opened` or `closed`. */
    step: string
    /** When it happened. */
    at: number
    /** 1: it was reported long after that. */
    late: number
    tries: number
    due_at: number
  }
  /** That alarms end, or come on, which nobody has been told yet: of the whole account, and then of those who are at rest. */
  service_notices: {
    id: string
    /** What they all have in common: nobody is told of it twice. */
    notice: string
    account_id: string
    /** Null: everybody. */
    recipient_id: string | null
    /** `ends`, `ended`, `averted` or `back` (`src/billing/service.ts`). */
    what: string
    /** `function`, `security` or `both`. */
    classes: string
    /** The announced day, of `ends`. */
    day: number | null
    tries: number
    due_at: number
  }
  /** What an account has chosen. */
  alarm_accounts: {
    account_id: string
    /** IANA; null: by the account's country. */
    time_zone: string | null
  }
}

export const recipientMigrations: Migrations = {
  '0240_recipients': async (db, { text, int, bytes, strict }) => {
    await strict(
      db.schema
        .createTable('recipients')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('account_id', text, (c) => c.notNull())
        .addColumn('way', text, (c) => c.notNull())
        .addColumn('name', text, (c) => c.notNull())
        .addColumn('language', text, (c) => c.notNull())
        .addColumn('address_sealed', bytes)
        .addColumn('seal_key_id', text)
        .addColumn('address_hash', bytes)
        .addColumn('hash_key_id', text)
        .addColumn('user_id', text)
        .addColumn('confirmed_at', int)
        .addColumn('all_devices', int, (c) => c.notNull())
        .addColumn('security', int, (c) => c.notNull())
        .addColumn('function', int, (c) => c.notNull())
        .addColumn('quiet_from', int)
        .addColumn('quiet_until', int)
        .addColumn('created_at', int, (c) => c.notNull())
        .addColumn('removed_at', int),
    ).execute()
    await db.schema.createIndex('recipients_account').on('recipients').columns(['account_id', 'id']).execute()
    await db.schema.createIndex('recipients_user').on('recipients').column('user_id').execute()
    await strict(
      db.schema
        .createTable('recipient_devices')
        .addColumn('recipient_id', text, (c) => c.notNull())
        .addColumn('device_id', text, (c) => c.notNull())
        .addPrimaryKeyConstraint('recipient_devices_key', ['recipient_id', 'device_id']),
    ).execute()
    await strict(
      db.schema
        .createTable('recipient_proofs')
        .addColumn('recipient_id', text, (c) => c.primaryKey())
        .addColumn('id', text, (c) => c.notNull())
        .addColumn('code_hash', bytes, (c) => c.notNull())
        .addColumn('code_key_id', text, (c) => c.notNull())
        .addColumn('tries', int, (c) => c.notNull())
        .addColumn('expires_at', int, (c) => c.notNull()),
    ).execute()
    await strict(
      db.schema
        .createTable('alarm_accounts')
        .addColumn('account_id', text, (c) => c.primaryKey())
        .addColumn('time_zone', text),
    ).execute()
  },
  '0241_recipient_tellings': async (db, { text, int, strict }) => {
    await strict(
      db.schema
        .createTable('recipient_tellings')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('account_id', text, (c) => c.notNull())
        .addColumn('recipient_id', text, (c) => c.notNull())
        .addColumn('subject', text, (c) => c.notNull())
        .addColumn('alarm_id', text)
        .addColumn('device_id', text)
        .addColumn('silence', text)
        .addColumn('message_id', text)
        .addColumn('at', int, (c) => c.notNull())
        .addUniqueConstraint('recipient_tellings_once', ['recipient_id', 'subject']),
    ).execute()
    const index = (name: string) => db.schema.createIndex(`recipient_tellings_${name}`).on('recipient_tellings')
    await index('recipient').columns(['recipient_id', 'id']).execute()
    await index('account').columns(['account_id', 'id']).execute()
    await index('at').column('at').execute()
  },
  '0244_alarm_steps': async (db, { text, int, strict }) => {
    await strict(
      db.schema
        .createTable('alarm_steps')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('alarm_id', text, (c) => c.notNull())
        .addColumn('account_id', text, (c) => c.notNull())
        .addColumn('device_id', text, (c) => c.notNull())
        .addColumn('class', text, (c) => c.notNull())
        .addColumn('rule', text, (c) => c.notNull())
        .addColumn('step', text, (c) => c.notNull())
        .addColumn('at', int, (c) => c.notNull())
        .addColumn('late', int, (c) => c.notNull())
        .addColumn('tries', int, (c) => c.notNull())
        .addColumn('due_at', int, (c) => c.notNull()),
    ).execute()
    await db.schema.createIndex('alarm_steps_due').on('alarm_steps').columns(['due_at', 'id']).execute()
  },
  '0260_service_notices': async (db, { text, int, strict }) => {
    await strict(
      db.schema
        .createTable('service_notices')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('notice', text, (c) => c.notNull())
        .addColumn('account_id', text, (c) => c.notNull())
        .addColumn('recipient_id', text)
        .addColumn('what', text, (c) => c.notNull())
        .addColumn('classes', text, (c) => c.notNull())
        .addColumn('day', int)
        .addColumn('tries', int, (c) => c.notNull())
        .addColumn('due_at', int, (c) => c.notNull()),
    ).execute()
    await db.schema.createIndex('service_notices_due').on('service_notices').columns(['due_at', 'id']).execute()
    await db.schema.createIndex('service_notices_account').on('service_notices').column('account_id').execute()
  },
  // What a credit was spent for is found by its message.
  '0262_telling_messages': async (db) => {
    await db.schema.createIndex('recipient_tellings_message').on('recipient_tellings').column('message_id').execute()
  },
  // Support looks for whom a caller means, in all accounts.
  '0265_recipient_addresses': async (db) => {
    await db.schema.createIndex('recipients_address').on('recipients').column('address_hash').execute()
  },
}
