import type { Migrations } from '../store/migrate.ts'

/** Tables of the room `alarms`. Instants in milliseconds since 1970. */
export type AlarmTables = AlarmRuleTables & {
  /** What a device said last of a SIM, and how far ledger and device agreed on it. */
  sim_standings: {
    device_id: string
    iccid: string
    /** The newest that it said, in the device's own order (`said.ts`): Unix seconds by its clock. */
    boot: number
    t: number
    seq: number
    /** When the house received that. */
    received_at: number
    /** The reading that was judged last: boot, and its corrected time; null: none yet. */
    judged_boot: number | null
    judged_at: number | null
    balance_minor: number | null
    unexplained_minor: number | null
    /** The end that ledger and device last agreed on. */
    agreed_until: number | null
    /** Why they disagree now; null: they agree. */
    disagrees: string | null
  }
  alarms: {
    id: string
    account_id: string
    device_id: string
    /** A stable name: `alarm.rule.<name>` says it in words. */
    rule: string
    /** `security` or `function`. */
    class: string
    /** What of the device it is about: an ICCID, a zone; empty: the device itself. */
    subject: string
    /** Of an open alarm; the index on it lets one happening have one. Null: it is closed. */
    open_key: string | null
    /** When it happened, by the device's corrected time. */
    opened_at: number
    /** 1: it was reported long after that. */
    late: number
    acknowledged_at: number | null
    closed_at: number | null
    /** JSON of numbers and stable names. */
    details: string
  }
  /** Append-only: what became of each alarm. */
  alarm_entries: {
    id: string
    alarm_id: string
    /** `opened`, `acknowledged` or `closed`. */
    step: string
    /** When it happened. */
    at: number
    /** When the house knew. */
    noted_at: number
    /** As it stands in the audit. */
    actor: string
  }
}

/** Tables of rules over what devices report: their settings, and how far each device has been watched. */
export type AlarmRuleTables = {
  alarm_settings: {
    account_id: string
    /** Empty: the account's defaults. */
    device_id: string
    /** JSON of `ChosenSettings`. */
    chosen: string
  }
  alarm_zones: {
    id: string
    account_id: string
    device_id: string
    name: string
    /** JSON of `ZoneShape`; empty once it was removed: where somebody lives. */
    shape: string
    on_left: number
    on_entered: number
    created_at: number
    removed_at: number | null
  }
  alarm_standings: {
    device_id: string
    /** Whose it was when it was watched last. */
    account_id: string
    /** The sample that was evaluated last, in the device's own order; its corrected time. */
    boot: number
    at: number
    seq: number
    /** When its last report was received. */
    heard_at: number
    /** When it will have been silent for too long. */
    contact_due_at: number
    /** When its SIM's validity comes near its end; null: not known, or told already. */
    validity_due_at: number | null
    /** 1: it was found silent. */
    silent: number
    /** The storm in which it fell silent. */
    storm_id: string | null
    /** JSON of `WatchState`. */
    state: string
  }
}

export const alarmMigrations: Migrations = {
  '0200_alarms': async (db, { text, int, strict }) => {
    await strict(
      db.schema
        .createTable('sim_standings')
        .addColumn('device_id', text, (c) => c.notNull())
        .addColumn('iccid', text, (c) => c.notNull())
        .addColumn('boot', int, (c) => c.notNull())
        .addColumn('t', int, (c) => c.notNull())
        .addColumn('seq', int, (c) => c.notNull())
        .addColumn('received_at', int, (c) => c.notNull())
        .addColumn('judged_boot', int)
        .addColumn('judged_at', int)
        .addColumn('balance_minor', int)
        .addColumn('unexplained_minor', int)
        .addColumn('agreed_until', int)
        .addColumn('disagrees', text)
        .addPrimaryKeyConstraint('sim_standings_key', ['device_id', 'iccid']),
    ).execute()
    await strict(
      db.schema
        .createTable('alarms')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('account_id', text, (c) => c.notNull())
        .addColumn('device_id', text, (c) => c.notNull())
        .addColumn('rule', text, (c) => c.notNull())
        .addColumn('class', text, (c) => c.notNull())
        .addColumn('subject', text, (c) => c.notNull())
        .addColumn('open_key', text)
        .addColumn('opened_at', int, (c) => c.notNull())
        .addColumn('late', int, (c) => c.notNull())
        .addColumn('acknowledged_at', int)
        .addColumn('closed_at', int)
        .addColumn('details', text, (c) => c.notNull()),
    ).execute()
    await db.schema.createIndex('alarms_open').unique().on('alarms').column('open_key').execute()
    await db.schema.createIndex('alarms_account').on('alarms').columns(['account_id', 'id']).execute()
    await db.schema.createIndex('alarms_device').on('alarms').columns(['device_id', 'id']).execute()
    await strict(
      db.schema
        .createTable('alarm_entries')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('alarm_id', text, (c) => c.notNull())
        .addColumn('step', text, (c) => c.notNull())
        .addColumn('at', int, (c) => c.notNull())
        .addColumn('noted_at', int, (c) => c.notNull())
        .addColumn('actor', text, (c) => c.notNull())
        .addUniqueConstraint('alarm_entries_once', ['alarm_id', 'step']),
    ).execute()
  },
  '0201_alarm_rules': async (db, { text, int, strict }) => {
    await strict(
      db.schema
        .createTable('alarm_settings')
        .addColumn('account_id', text, (c) => c.notNull())
        .addColumn('device_id', text, (c) => c.notNull())
        .addColumn('chosen', text, (c) => c.notNull())
        .addPrimaryKeyConstraint('alarm_settings_key', ['account_id', 'device_id']),
    ).execute()
    await strict(
      db.schema
        .createTable('alarm_zones')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('account_id', text, (c) => c.notNull())
        .addColumn('device_id', text, (c) => c.notNull())
        .addColumn('name', text, (c) => c.notNull())
        .addColumn('shape', text, (c) => c.notNull())
        .addColumn('on_left', int, (c) => c.notNull())
        .addColumn('on_entered', int, (c) => c.notNull())
        .addColumn('created_at', int, (c) => c.notNull())
        .addColumn('removed_at', int),
    ).execute()
    await db.schema.createIndex('alarm_zones_device').on('alarm_zones').columns(['device_id', 'id']).execute()
    await strict(
      db.schema
        .createTable('alarm_standings')
        .addColumn('device_id', text, (c) => c.primaryKey())
        .addColumn('account_id', text, (c) => c.notNull())
        .addColumn('boot', int, (c) => c.notNull())
        .addColumn('at', int, (c) => c.notNull())
        .addColumn('seq', int, (c) => c.notNull())
        .addColumn('heard_at', int, (c) => c.notNull())
        .addColumn('contact_due_at', int, (c) => c.notNull())
        .addColumn('validity_due_at', int)
        .addColumn('silent', int, (c) => c.notNull())
        .addColumn('storm_id', text)
        .addColumn('state', text, (c) => c.notNull()),
    ).execute()
    const index = (name: string) => db.schema.createIndex(`alarm_standings_${name}`).on('alarm_standings')
    await index('contact').columns(['silent', 'contact_due_at']).execute()
    await index('validity').column('validity_due_at').execute()
    await index('storm').columns(['storm_id', 'silent']).execute()
  },
}
