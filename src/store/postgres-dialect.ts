import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'
import type { Pool, PoolClient } from 'pg'
import { ProblemError } from '../std/problems.ts'
import { StoreError } from './errors.ts'
import { ledgerParameter } from './parameters.ts'
import { failureOf } from './postgres-errors.ts'

/** A `pg` client as kysely wants a connection. */
export class PostgresConnection implements DatabaseConnection {
  readonly client: PoolClient

  constructor(client: PoolClient) {
    this.client = client
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, rowCount, command } = await this.client.query(query.sql, query.parameters.map(ledgerParameter))
    const changes = command === 'INSERT' || command === 'UPDATE' || command === 'DELETE'
    return changes ? { numAffectedRows: BigInt(rowCount ?? 0), rows } : { rows }
  }

  // biome-ignore lint/correctness/useYield: rows are read at once; kysely's interface asks for it
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new StoreError('bad-parameter', 'the ledger does not stream')
  }
}

/** kysely on a pool that stays its opener's to end; for reads and migrations. */
export function postgresDialect(pool: Pool): Dialect {
  const run = async (held: DatabaseConnection, text: string): Promise<void> => {
    await held.executeQuery(CompiledQuery.raw(text))
  }
  const driver: Driver = {
    init: async () => {},
    acquireConnection: async () => {
      const client = await pool.connect().catch((error: unknown) => {
        throw new ProblemError('try-again-later', {}, { cause: error })
      })
      return new PoolConnection(client)
    },
    beginTransaction: (held) => run(held, 'begin'),
    commitTransaction: (held) => run(held, 'commit'),
    rollbackTransaction: (held) => run(held, 'rollback'),
    releaseConnection: async (held) => {
      if (held instanceof PoolConnection) held.release()
    },
    destroy: async () => {},
  }
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => driver,
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }
}

/** Gives a connection that was lost back to the pool as lost. */
class PoolConnection extends PostgresConnection {
  #lost = false

  override async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    try {
      return await super.executeQuery<R>(query)
    } catch (error) {
      if (failureOf(error) !== 'away') throw error
      this.#lost = true
      throw new ProblemError('try-again-later', {}, { cause: error })
    }
  }

  release(): void {
    this.client.release(this.#lost)
  }
}
