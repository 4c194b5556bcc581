import type { Migrations } from '../store/migrate.ts'
import type { KindTables } from './dongle-schema.ts'
import type { NetworkColumns } from './network-schema.ts'

/** Tables of the room `devices`. */
export type DevicesTables = KindTables & {
  devices: NetworkColumns & {
    id: string
    kind: string
    /** IMEI of a collar, Carat-ID of a dongle: the MQTT client id. */
    serial: string
    name: string
    secret_hash: Uint8Array
    secret_key_id: string
    /** ICCID of the SIM inserted, as the device last said; null before its first word. */
    iccid: string | null
    /** The highest counter ever given to a command. */
    counter: number
    online: number
    last_seen_at: number | null
    created_at: number
  }
  /** Who owned a device when; telemetry is keyed by the series of the interval that holds the sample's time. */
  ownerships: {
    id: string
    device_id: string
    account_id: string
    series_id: string
    from_at: number
    until_at: number | null
  }
  /** What devices said of themselves; the key makes a repeated message one. */
  device_events: {
    device_id: string
    boot: number
    seq: number
    event: string
    reason: string | null
    device_at: number
    received_at: number
  }
  commands: {
    id: string
    device_id: string
    /** What it serves: a code's redemption, or a dongle's release; both null for a passing command. */
    redemption_id: string | null
    release_id: string | null
    /** 1: an effect command, which never expires; 0: a passing one. */
    effect: number
    state: string
    /** JSON of `Intent`: what it is to bring about, before it has a target. */
    intent: string
    /** The four below are made when it reaches the head of its device's queue, and never again. */
    counter: number | null
    target: string | null
    key_id: string | null
    envelope: Uint8Array | null
    not_after: number | null
    queued_at: number
    sent_at: number | null
    settled_at: number | null
    reason: string | null
    /** The signed answer, as received: body and signature. */
    result_body: Uint8Array | null
    result_sig: Uint8Array | null
  }
}

export const devicesMigrations: Migrations = {
  '0030_devices': async (db, { text, int, bytes, strict }) => {
    await strict(
      db.schema
        .createTable('devices')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('kind', text, (c) => c.notNull())
        .addColumn('serial', text, (c) => c.notNull().unique())
        .addColumn('name', text, (c) => c.notNull())
        .addColumn('secret_hash', bytes, (c) => c.notNull())
        .addColumn('secret_key_id', text, (c) => c.notNull())
        .addColumn('public_key', bytes, (c) => c.notNull())
        .addColumn('iccid', text)
        .addColumn('counter', int, (c) => c.notNull())
        .addColumn('online', int, (c) => c.notNull())
        .addColumn('last_seen_at', int)
        .addColumn('created_at', int, (c) => c.notNull()),
    ).execute()
    await strict(
      db.schema
        .createTable('ownerships')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('device_id', text, (c) => c.notNull().references('devices.id'))
        .addColumn('account_id', text, (c) => c.notNull())
        .addColumn('series_id', text, (c) => c.notNull().unique())
        .addColumn('from_at', int, (c) => c.notNull())
        .addColumn('until_at', int),
    ).execute()
    await db.schema.createIndex('ownerships_device').on('ownerships').columns(['device_id', 'from_at']).execute()
    await db.schema.createIndex('ownerships_account').on('ownerships').columns(['account_id', 'device_id']).execute()
    await strict(
      db.schema
        .createTable('device_events')
        .addColumn('device_id', text, (c) => c.notNull().references('devices.id'))
        .addColumn('boot', int, (c) => c.notNull())
        .addColumn('seq', int, (c) => c.notNull())
        .addColumn('event', text, (c) => c.notNull())
        .addColumn('reason', text)
        .addColumn('device_at', int, (c) => c.notNull())
        .addColumn('received_at', int, (c) => c.notNull())
        .addPrimaryKeyConstraint('device_events_key', ['device_id', 'boot', 'seq']),
    ).execute()
    await strict(
      db.schema
        .createTable('commands')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('device_id', text, (c) => c.notNull().references('devices.id'))
        .addColumn('redemption_id', text)
        .addColumn('effect', int, (c) => c.notNull())
        .addColumn('state', text, (c) => c.notNull())
        .addColumn('intent', text, (c) => c.notNull())
        .addColumn('counter', int)
        .addColumn('target', text)
        .addColumn('key_id', text)
        .addColumn('envelope', bytes)
        .addColumn('not_after', int)
        .addColumn('queued_at', int, (c) => c.notNull())
        .addColumn('sent_at', int)
        .addColumn('settled_at', int)
        .addColumn('reason', text)
        .addColumn('result_body', bytes)
        .addColumn('result_sig', bytes),
    ).execute()
    await db.schema.createIndex('commands_queue').on('commands').columns(['device_id', 'state', 'id']).execute()
    await db.schema.createIndex('commands_open').on('commands').columns(['state', 'device_id']).execute()
  },
}
