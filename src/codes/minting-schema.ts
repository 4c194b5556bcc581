import type { Migrations } from '../store/migrate.ts'

/** What minting as a job adds to `batches` and `codes`, and where seeds are kept (`schema.ts`). */
export const mintingMigrations: Migrations = {
  '0050_minting': async (db, { text, int, bytes, strict }) => {
    const nullable = [
      ['account_id', text],
      ['code_length', int],
      ['end_of_sale_at', int],
      ['confirmed_at', int],
      ['revoked_at', int],
      ['revoked_reason', text],
      ['job_id', text],
      ['minted', int],
      ['exports', int],
    ] as const
    for (const [name, type] of nullable) await db.schema.alterTable('batches').addColumn(name, type).execute()
    await db.schema.alterTable('codes').addColumn('position', int).execute()
    await db.schema.createIndex('codes_batch_position').on('codes').columns(['batch_id', 'position']).execute()
    await db.schema.dropIndex('codes_batch').execute()
    await db.schema.createIndex('batches_account').on('batches').columns(['account_id', 'id']).execute()
    await strict(
      db.schema
        .createTable('batch_seeds')
        .addColumn('batch_id', text, (c) => c.primaryKey().references('batches.id'))
        .addColumn('key_id', text, (c) => c.notNull())
        .addColumn('sealed', bytes, (c) => c.notNull()),
    ).execute()
  },
}
