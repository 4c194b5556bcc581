import type { Kysely, Transaction } from 'kysely'

/** What may be read outside a story. */
export type Reads<T> = Pick<Kysely<T>, 'selectFrom'>

/** Holding one proves that a transaction is open. A room takes `Tx` of its own tables, and so cannot reach another's. */
export type Tx<T> = Pick<Transaction<T>, 'selectFrom' | 'insertInto' | 'updateTable' | 'deleteFrom' | 'isTransaction'>

export type Engine = 'sqlite' | 'postgres'

/** The ledger: the one seam in front of SQLite and PostgreSQL. */
export type Store<T> = {
  readonly engine: Engine
  /**
   * Runs a story as one transaction and resolves with its answer after the durable commit.
   * The story awaits only SQL on `tx`, may be run again from its start (busy, serialization failure), and must therefore have no other effect.
   * A refusal is an answer and commits; a throw rolls back this story alone and rejects with what was thrown.
   * @throws ProblemError `try-again-later` when the engine stays busy or away beyond the stated tries, or the queue is full
   */
  transact<R>(name: string, story: (tx: Tx<T>) => Promise<R>): Promise<R>
  /** A read-only connection of its own: sees what is committed, never an open transaction. */
  readonly reads: Reads<T>
  /** Calls `listener` after each commit here and, on PostgreSQL, after commits by other processes too. Only a wake-up: no content. */
  onCommit(listener: () => void): () => void
  /**
   * Takes what was deleted from a small table out of the engine's files, where its bytes would lie until their place is needed: SQLite's log is copied back
   * and cut to nothing, PostgreSQL writes the table anew. Holds the table, or all writers, for as long as that takes. PostgreSQL's own log
   * (`pg_wal`) and copies that were made of the files are beyond reach.
   * @returns false: somebody still reads what was before; try again
   * @throws ProblemError `try-again-later`
   */
  expunge(table: keyof T & string): Promise<boolean>
  /** Finishes what was accepted, refuses the rest, closes. */
  close(): Promise<void>
}

/** Where a fault can be put into a store by a test: each is a moment at which a process may die. */
export type StoreStep = 'before-story' | 'before-commit' | 'after-commit'

/** Called at each step with the names of the stories in the transaction; a throw there stands for the death of the process. */
export type StoreFaults = (step: StoreStep, stories: readonly string[]) => void
