import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely'
import { StoreError } from './errors.ts'
import { ledgerParameter } from './parameters.ts'
import { isOutOfRange } from './sqlite-errors.ts'

/** A statement that returns rows (RETURNING included), or one that only changes them. */
type Prepared = { statement: StatementSync; reader: boolean }

/** `node:sqlite` as kysely wants a connection. Everything runs at once, in the caller's turn. */
export class SqliteConnection implements DatabaseConnection {
  readonly #db: DatabaseSync
  readonly #statements_max: number
  /** In order of last use: a Map iterates in order of insertion, and a used statement is put in again. */
  readonly #prepared = new Map<string, Prepared>()

  /** @param statements_max how many prepared statements are kept */
  constructor(db: DatabaseSync, statements_max: number) {
    this.#db = db
    this.#statements_max = statements_max
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { statement, reader } = this.#prepare(query.sql)
    const values = query.parameters.map(bindable)
    if (!reader) return { numAffectedRows: BigInt(statement.run(...values).changes), rows: [] }
    try {
      return { rows: statement.all(...values) as R[] }
    } catch (error) {
      if (isOutOfRange(error))
        throw new StoreError('integer-too-large', 'a column holds more than 2^53 - 1', { cause: error })
      throw error
    }
  }

  // biome-ignore lint/correctness/useYield: rows are read at once; kysely's interface asks for it
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new StoreError('bad-parameter', 'the ledger does not stream')
  }

  #prepare(sql: string): Prepared {
    const known = this.#prepared.get(sql)
    if (known) {
      this.#prepared.delete(sql)
      this.#prepared.set(sql, known)
      return known
    }
    const statement = this.#db.prepare(sql)
    const fresh = { statement, reader: statement.columns().length > 0 }
    this.#prepared.set(sql, fresh)
    if (this.#prepared.size > this.#statements_max) {
      const [oldest] = this.#prepared.keys()
      if (oldest !== undefined) this.#prepared.delete(oldest)
    }
    return fresh
  }
}

/** `node:sqlite` binds every JavaScript number as REAL; a BigInt as INTEGER, so that `typeof` and concatenation see an integer. */
function bindable(value: unknown): string | bigint | null | Uint8Array {
  const parameter = ledgerParameter(value)
  return typeof parameter === 'number' ? BigInt(parameter) : parameter
}
