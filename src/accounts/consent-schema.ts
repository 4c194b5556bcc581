import type { Migrations } from '../store/migrate.ts'
import type { Tx } from '../store/store.ts'
import type { AccountsTables } from './schema.ts'

/** What people agreed to, and who is staff. Instants in milliseconds since 1970. */
export type ConsentTables = {
  /** Append-only: what holds is the last of a user and a document. */
  consents: {
    id: string
    user_id: string
    /** `DocumentName` (consents.ts). */
    document: string
    version: string
    /** `accepted` or `withdrawn`. */
    decision: string
    at: number
  }
  /** Everybody who ever was staff, as the audit names them: what they did to customers is the customers' to see, also after they have left. */
  staff_actors: { actor: string; since: number }
}

export const consentMigrations: Migrations = {
  '0164_consents': async (db, { text, int, strict }) => {
    await strict(
      db.schema
        .createTable('consents')
        .addColumn('id', text, (c) => c.primaryKey())
        .addColumn('user_id', text, (c) => c.notNull())
        .addColumn('document', text, (c) => c.notNull())
        .addColumn('version', text, (c) => c.notNull())
        .addColumn('decision', text, (c) => c.notNull())
        .addColumn('at', int, (c) => c.notNull()),
    ).execute()
    await db.schema.createIndex('consents_user').on('consents').columns(['user_id', 'document', 'id']).execute()
    await strict(
      db.schema
        .createTable('staff_actors')
        .addColumn('actor', text, (c) => c.primaryKey())
        .addColumn('since', int, (c) => c.notNull()),
    ).execute()
    const old = db as unknown as Tx<ConsentTables & AccountsTables>
    const staff = await old
      .selectFrom('memberships')
      .select('user_id')
      .distinct()
      .where('level', 'in', ['admin', 'support', 'reseller'])
      .execute()
    for (const { user_id } of staff)
      await old
        .insertInto('staff_actors')
        .values({ actor: `user:${user_id}`, since: 0 })
        .execute()
    await db.schema.createIndex('audit_account').on('audit').columns(['account_id', 'id']).execute()
  },
}
