import type { Migrations } from '../store/migrate.ts'
import type { Tx } from '../store/store.ts'

/** What sets the kinds of devices apart, and what dongles hold. */
export type KindTables = {
  /** A row for each device of kind `collar`. `public_key`: raw Ed25519 key, 32 bytes. */
  collars: { device_id: string; public_key: Uint8Array }
  /** A row for each device of kind `dongle`: its key, and what it last said of itself. */
  dongles: {
    device_id: string
    /** The master from which its key comes: for its life, because production wrote the key into it. */
    key_id: string
    /** The newest uplink that was looked at; older ones say nothing of the present. Null before the first. */
    said_boot: number | null
    said_seq: number | null
    said_at: number | null
    /** The present licence number, 16 hexadecimal capitals. */
    licence_number: string | null
    key_version: number | null
    firmware: string | null
  }
  /** What it holds under each licence number that it has shown, at most the 16 that a dongle keeps. `points` 0: none. */
  dongle_licences: { device_id: string; licence_number: string; points: number; e: number; said_at: number }
}

export const dongleMigrations: Migrations = {
  '0130_dongles': async (db, { text, int, bytes, strict }) => {
    await strict(
      db.schema
        .createTable('collars')
        .addColumn('device_id', text, (c) => c.primaryKey().references('devices.id'))
        .addColumn('public_key', bytes, (c) => c.notNull()),
    ).execute()
    await (db as unknown as Tx<Moving>)
      .insertInto('collars')
      .columns(['device_id', 'public_key'])
      .expression((eb) => eb.selectFrom('devices').select(['id', 'public_key']))
      .execute()
    await db.schema.alterTable('devices').dropColumn('public_key').execute()
    await strict(
      db.schema
        .createTable('dongles')
        .addColumn('device_id', text, (c) => c.primaryKey().references('devices.id'))
        .addColumn('key_id', text, (c) => c.notNull())
        .addColumn('said_boot', int)
        .addColumn('said_seq', int)
        .addColumn('said_at', int)
        .addColumn('licence_number', text)
        .addColumn('key_version', int)
        .addColumn('firmware', text),
    ).execute()
    await strict(
      db.schema
        .createTable('dongle_licences')
        .addColumn('device_id', text, (c) => c.notNull().references('devices.id'))
        .addColumn('licence_number', text, (c) => c.notNull())
        .addColumn('points', int, (c) => c.notNull())
        .addColumn('e', int, (c) => c.notNull())
        .addColumn('said_at', int, (c) => c.notNull())
        .addPrimaryKeyConstraint('dongle_licences_key', ['device_id', 'licence_number']),
    ).execute()
  },
  '0131_unlock_commands': async (db, { text }) => {
    await db.schema.alterTable('commands').addColumn('release_id', text).execute()
    await db.schema.createIndex('commands_release').on('commands').columns(['release_id', 'id']).execute()
    // The lock: however often a release is queued for a dongle, one command for it is open.
    await db.schema
      .createIndex('commands_open_release')
      .unique()
      .on('commands')
      .columns(['device_id', 'release_id'])
      .where('state' as never, 'in', ['queued', 'sent'])
      .execute()
  },
}

type Moving = { devices: { id: string; public_key: Uint8Array }; collars: KindTables['collars'] }
