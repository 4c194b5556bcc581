import { type Ledger, MIGRATIONS, type Tables } from '../flows/tables.ts'
import type { World } from '../std/world.ts'
import { openPostgres } from '../store/postgres.ts'
import { sealWithCommit } from '../store/seal.ts'
import { openSqlite } from '../store/sqlite.ts'
import type { DataDir } from './data-dir.ts'

/** The ledger of a configuration: PostgreSQL when one is named, else SQLite in the data directory; brought to this version. */
export function openLedger(databaseUrl: string | null, dir: DataDir, world: World): Promise<Ledger> {
  return databaseUrl === null
    ? openSqlite<Tables>({ file: dir.file('ledger.db'), migrations: MIGRATIONS, world }, sealWithCommit)
    : openPostgres<Tables>({ url: databaseUrl, migrations: MIGRATIONS, world })
}
