import { type ColumnDataType, type CreateTableBuilder, type Kysely, type RawBuilder, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { StoreError } from './errors.ts'
import type { Engine } from './store.ts'

/** A column's type in the words of one engine. */
export type ColumnType = ColumnDataType | RawBuilder<unknown>

/** The column types and the table ending that let one migration serve both engines. */
export type Vocabulary = {
  engine: Engine
  text: ColumnType
  /** A safe integer: instants, counts, booleans, money. */
  int: ColumnType
  bytes: ColumnType
  /** Ends a CREATE TABLE as STRICT where the engine has it. */
  strict<T extends CreateTableBuilder<string, string>>(table: T): { execute(): Promise<void> }
}

/** Migrations by name; run in the order of their names, each once. Every room owns its list (`src/<room>/schema.ts`). */
export type Migrations = Record<string, (db: Kysely<unknown>, vocabulary: Vocabulary) => Promise<void>>

/** PostgreSQL text is compared bytewise, as SQLite does: an order of rows, and so a cursor, must not hang on the server's locale. */
export function vocabulary(engine: Engine): Vocabulary {
  if (engine === 'sqlite') {
    return {
      engine,
      text: 'text',
      int: 'integer',
      bytes: 'blob',
      strict: (table) => table.modifyEnd(sql`strict`),
    }
  }
  return { engine, text: sql`text collate "C"`, int: 'bigint', bytes: 'bytea', strict: (table) => table }
}

/**
 * Brings the schema to the newest version in one transaction. On PostgreSQL a second process waits for the first.
 * @throws StoreError `migration-failed`: nothing was changed; also when the database is newer than this program
 */
export async function migrate(db: Kysely<unknown>, engine: Engine, migrations: Migrations): Promise<void> {
  const words = vocabulary(engine)
  const entries = Object.entries(migrations).map(([name, up]) => [name, { up: (tx: Kysely<unknown>) => up(tx, words) }])
  const migrator = new Migrator({ db, provider: { getMigrations: async () => Object.fromEntries(entries) } })
  const { error, results } = await migrator.migrateToLatest()
  if (!error) return
  const failed = results?.find((result) => result.status === 'Error')?.migrationName
  const reason = error instanceof Error ? error.message : String(error)
  throw new StoreError('migration-failed', failed ? `${failed}: ${reason}` : reason, { cause: error })
}
