import type { Migrations } from './migrate.ts'

/** The ground floor's own tables (`tables.ts`). */
export const groundMigrations: Migrations = {
  '0001_ground': async (db, { text, int, bytes, strict }) => {
    await strict(
      db.schema
        .createTable('events')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('seq', int, (c) => c.unique())
        .addColumn('account_id', text, (c) => c.notNull())
        .addColumn('topic', text, (c) => c.notNull())
        .addColumn('body', text, (c) => c.notNull())
        .addColumn('at', int, (c) => c.notNull()),
    ).execute()
    await strict(
      db.schema
        .createTable('audit')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('seq', int, (c) => c.unique())
        .addColumn('at', int, (c) => c.notNull())
        .addColumn('actor', text, (c) => c.notNull())
        .addColumn('act', text, (c) => c.notNull())
        .addColumn('account_id', text)
        .addColumn('subject', text, (c) => c.notNull())
        .addColumn('details', text, (c) => c.notNull())
        .addColumn('prev_hash', bytes)
        .addColumn('hash', bytes),
    ).execute()
    // Partial: the sealer looks for the few rows without a number among millions that have one.
    for (const table of ['events', 'audit']) {
      const index = db.schema.createIndex(`${table}_unsealed`).on(table).column('id')
      await index.where('seq' as never, 'is', null).execute()
    }
    await db.schema.createIndex('events_account').on('events').columns(['account_id', 'seq']).execute()
    await db.schema.createIndex('events_topic').on('events').columns(['topic', 'seq']).execute()
    await strict(
      db.schema
        .createTable('idempotency')
        .addColumn('owner', text, (c) => c.notNull())
        .addColumn('key', text, (c) => c.notNull())
        .addColumn('body_hash', bytes, (c) => c.notNull())
        .addColumn('answer', text, (c) => c.notNull())
        .addColumn('at', int, (c) => c.notNull())
        .addPrimaryKeyConstraint('idempotency_key', ['owner', 'key']),
    ).execute()
    await db.schema.createIndex('idempotency_at').on('idempotency').column('at').execute()
    await strict(
      db.schema
        .createTable('keys')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('purpose', text, (c) => c.notNull())
        .addColumn('wrapped', bytes, (c) => c.notNull())
        .addColumn('created_at', int, (c) => c.notNull())
        .addColumn('retired_at', int),
    ).execute()
    await strict(
      db.schema
        .createTable('leases')
        .addColumn('name', text, (c) => c.primaryKey())
        .addColumn('holder', text, (c) => c.notNull())
        .addColumn('until_at', int, (c) => c.notNull()),
    ).execute()
    await strict(
      db.schema
        .createTable('jobs')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('kind', text, (c) => c.notNull())
        .addColumn('state', text, (c) => c.notNull())
        .addColumn('progress', text, (c) => c.notNull())
        .addColumn('created_at', int, (c) => c.notNull())
        .addColumn('updated_at', int, (c) => c.notNull()),
    ).execute()
  },
  // Support asks what happened to one code, redemption or device, among millions of entries.
  '0090_audit_subject': async (db) => {
    await db.schema.createIndex('audit_subject').on('audit').columns(['subject', 'id']).execute()
  },
}
