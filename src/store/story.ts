import {
  type CompiledQuery,
  type DatabaseConnection,
  DefaultQueryExecutor,
  type Dialect,
  type DialectAdapter,
  type Driver,
  DummyDriver,
  type QueryCompiler,
  type QueryResult,
  Transaction,
} from 'kysely'
import type { Cancel } from '../std/clock.ts'
import { nextTurn } from '../std/turn.ts'
import { StoreError } from './errors.ts'
import type { Tx } from './store.ts'

/** How a story ended. `sqlError` is the first failure of one of its queries, even if the story caught it and threw something else. */
export type Told<R> = { kind: 'ended'; answer: R } | { kind: 'threw'; error: unknown; sqlError: unknown }

/** Tells stories on connections of one engine. */
export type Teller<T> = <R>(
  connection: DatabaseConnection,
  name: string,
  story: (tx: Tx<T>) => Promise<R>,
) => Promise<Told<R>>

/**
 * @param idleTurns_max turns of the event loop that a story may spend without SQL under way before it counts as stalled
 */
export function teller<T>(dialect: Dialect, idleTurns_max: number): Teller<T> {
  const adapter: DialectAdapter = dialect.createAdapter()
  const compiler: QueryCompiler = dialect.createQueryCompiler()
  const driver: Driver = new DummyDriver()
  return async (connection, name, story) => {
    const window = new StoryConnection(connection, name, idleTurns_max)
    const executor = new DefaultQueryExecutor(compiler, adapter, { provideConnection: (use) => use(window) })
    const tx = new Transaction<T>({ config: { dialect }, dialect, driver, executor })
    try {
      const answer = await window.race(() => story(tx))
      window.assertSound()
      return { kind: 'ended', answer }
    } catch (error) {
      return { kind: 'threw', error, sqlError: window.sqlError }
    } finally {
      window.end()
    }
  }
}

/**
 * One story's window on a connection. It refuses queries once the story has ended; it dooms the story at its first failed query, as
 * PostgreSQL does, so that both engines roll back alike; and it notices a story that waits for something else than SQL, which would
 * hold the only writer for as long as it likes.
 */
class StoryConnection implements DatabaseConnection {
  readonly #inner: DatabaseConnection
  readonly #name: string
  readonly #idleTurns_max: number
  #over = false
  #asked = 0
  #underway = 0
  #onStall: (error: StoreError) => void = () => {}
  #cancelWatch: Cancel | null = null
  sqlError: unknown = null

  constructor(inner: DatabaseConnection, name: string, idleTurns_max: number) {
    this.#inner = inner
    this.#name = name
    this.#idleTurns_max = idleTurns_max
  }

  race<R>(run: () => Promise<R>): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      this.#onStall = reject
      this.#watch()
      run().then(resolve, reject)
    })
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.#over) throw new StoreError('late-query', `story ${this.#name} has ended`)
    if (this.sqlError) throw this.sqlError
    this.#asked++
    this.#underway++
    try {
      return await this.#inner.executeQuery<R>(query)
    } catch (error) {
      this.sqlError ??= error
      throw error
    } finally {
      this.#underway--
      if (this.#underway === 0 && !this.#over) this.#watch()
    }
  }

  // biome-ignore lint/correctness/useYield: a story has no streams; Tx gives no way here but the interface asks for it
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new StoreError('bad-parameter', 'a story cannot stream')
  }

  /** @throws the failed query's error if the story swallowed it, or `query-not-awaited` */
  assertSound(): void {
    if (this.sqlError) throw this.sqlError
    if (this.#underway > 0) throw new StoreError('query-not-awaited', `story ${this.#name} ended before its query`)
  }

  end(): void {
    this.#over = true
    this.#cancelWatch?.()
  }

  #watch(): void {
    if (this.#cancelWatch) return
    let turnsLeft = this.#idleTurns_max
    let asked = this.#asked
    const turn = (): void => {
      this.#cancelWatch = null
      if (this.#underway > 0) return
      if (asked !== this.#asked) turnsLeft = this.#idleTurns_max
      asked = this.#asked
      if (turnsLeft-- > 0) this.#cancelWatch = nextTurn(turn)
      else this.#onStall(new StoreError('story-stalled', `story ${this.#name} awaits something that is not SQL`))
    }
    this.#cancelWatch = nextTurn(turn)
  }
}
