import type { Migrations } from '../store/migrate.ts'

export const owningMigrations: Migrations = {
  // One owner at a time: the index is the lock of two people who claim the same device at once.
  '0220_one_owner': async (db) => {
    await db.schema
      .createIndex('ownerships_open')
      .on('ownerships')
      .column('device_id')
      .unique()
      .where('until_at' as never, 'is', null)
      .execute()
  },
}
