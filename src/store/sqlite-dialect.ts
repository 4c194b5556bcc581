import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'

/** SQLite runs DDL in transactions, and so kysely may migrate in one; queries here run at once, and so need no mutex between them. */
class LedgerAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true
  }
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

/**
 * kysely's view of one open connection, which stays its opener's to close.
 * A transaction begins immediate: a deferred one that reads and then writes fails in the middle with SQLITE_BUSY_SNAPSHOT (517).
 */
export function sqliteDialect(connection: DatabaseConnection): Dialect {
  const run = async (held: DatabaseConnection, text: string): Promise<void> => {
    await held.executeQuery(CompiledQuery.raw(text))
  }
  const driver: Driver = {
    init: async () => {},
    acquireConnection: async () => connection,
    beginTransaction: (held) => run(held, 'begin immediate'),
    commitTransaction: (held) => run(held, 'commit'),
    rollbackTransaction: (held) => run(held, 'rollback'),
    releaseConnection: async () => {},
    destroy: async () => {},
  }
  return {
    createAdapter: () => new LedgerAdapter(),
    createDriver: () => driver,
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}
