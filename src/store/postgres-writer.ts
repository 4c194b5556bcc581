import type { Pool, PoolClient } from 'pg'
import { backoff_ms } from '../std/backoff.ts'
import { wait } from '../std/clock.ts'
import { ProblemError } from '../std/problems.ts'
import type { World } from '../std/world.ts'
import { InDoubt, RunAgain, StoreError } from './errors.ts'
import { faultName } from './fault-name.ts'
import type { StoreLimits } from './limits.ts'
import { PostgresConnection } from './postgres-dialect.ts'
import { type Failure, failureOf } from './postgres-errors.ts'
import type { StoreFaults, StoreStep, Tx } from './store.ts'
import type { Teller } from './story.ts'

const RETRY_FIRST_MS = 10
const RETRY_MOST_MS = 1_000

/** How one run ended. `lost` = the connection is of no use any more. */
type Attempt<R> =
  | { kind: 'committed'; answer: R }
  | { kind: 'failed'; error: unknown; lost: boolean }
  | { kind: 'again'; error: unknown; lost: boolean }
  /** The connection went while the commit was under way: nobody knows. */
  | { kind: 'in-doubt'; error: unknown; lost: true }

/** Tells each story on a connection of its own, in its own transaction. */
export class PostgresWriter<T> {
  readonly #pool: Pool
  readonly #tell: Teller<T>
  readonly #world: World
  readonly #limits: StoreLimits
  readonly #faults: StoreFaults
  readonly #onCommit: () => void
  readonly #onDeath: () => void
  readonly #underway = new Set<Promise<unknown>>()
  readonly #held = new Set<PoolClient>()
  readonly #death = Promise.withResolvers<never>()
  #refusal: Error | null = null

  constructor(parts: {
    pool: Pool
    tell: Teller<T>
    world: World
    limits: StoreLimits
    faults: StoreFaults
    onCommit: () => void
    onDeath: () => void
  }) {
    this.#pool = parts.pool
    this.#tell = parts.tell
    this.#world = parts.world
    this.#limits = parts.limits
    this.#faults = parts.faults
    this.#onCommit = parts.onCommit
    this.#onDeath = parts.onDeath
    this.#death.promise.catch(() => {})
  }

  async transact<R>(name: string, story: (tx: Tx<T>) => Promise<R>): Promise<R> {
    if (this.#refusal) throw this.#refusal
    if (this.#underway.size >= this.#limits.queue_max) throw new ProblemError('try-again-later')
    const telling = Promise.race([this.#runs(name, story), this.#death.promise])
    this.#underway.add(telling)
    try {
      return await telling
    } finally {
      this.#underway.delete(telling)
    }
  }

  async close(): Promise<void> {
    this.#refusal ??= new ProblemError('try-again-later', {}, { cause: new StoreError('store-closed', 'closing') })
    await Promise.allSettled(this.#underway)
  }

  async #runs<R>(name: string, story: (tx: Tx<T>) => Promise<R>): Promise<R> {
    for (let run = 0; ; run++) {
      const attempt = await this.#once(name, story)
      if (attempt.kind === 'committed') {
        this.#onCommit()
        return attempt.answer
      }
      if (attempt.kind === 'failed') throw attempt.error
      if (attempt.kind === 'in-doubt' || run + 1 >= this.#limits.runs_max) {
        this.#world.log.warn(
          { story: name, kind: attempt.kind, error: faultName(attempt.error) },
          'ledger gave up on a story',
        )
        if (attempt.kind === 'in-doubt') throw new InDoubt(attempt.error)
        throw new ProblemError('try-again-later', {}, { cause: attempt.error })
      }
      await wait(this.#world.clock, backoff_ms(this.#world.random, run, RETRY_FIRST_MS, RETRY_MOST_MS))
    }
  }

  async #once<R>(name: string, story: (tx: Tx<T>) => Promise<R>): Promise<Attempt<R>> {
    let client: PoolClient
    try {
      client = await this.#pool.connect()
    } catch (error) {
      return { kind: 'again', error, lost: true }
    }
    this.#held.add(client)
    let lost = true
    try {
      this.#step('before-story', name)
      const attempt = await this.#inTransaction(client, name, story)
      lost = attempt.kind !== 'committed' && attempt.lost
      return attempt
    } catch (error) {
      return { kind: failureOf(error) === 'final' ? 'failed' : 'again', error, lost: true }
    } finally {
      this.#held.delete(client)
      client.release(lost)
    }
  }

  async #inTransaction<R>(client: PoolClient, name: string, story: (tx: Tx<T>) => Promise<R>): Promise<Attempt<R>> {
    await client.query('begin')
    const told = await this.#tell(new PostgresConnection(client), name, story)
    if (told.kind === 'threw') {
      // What the engine said outweighs what the story made of it: one that caught a deadlock is still told again.
      const failure = told.sqlError === null ? storyFailure(told.error) : failureOf(told.sqlError)
      if (failure !== 'away') await client.query('rollback')
      if (failure === 'final') return { kind: 'failed', error: told.error, lost: false }
      return { kind: 'again', error: told.sqlError ?? told.error, lost: failure === 'away' }
    }
    this.#step('before-commit', name)
    try {
      await client.query('commit')
    } catch (error) {
      const failure = failureOf(error)
      if (failure === 'away') return { kind: 'in-doubt', error, lost: true }
      return { kind: failure === 'again' ? 'again' : 'failed', error, lost: false }
    }
    this.#step('after-commit', name)
    return { kind: 'committed', answer: told.answer }
  }

  get #dead(): boolean {
    return this.#refusal instanceof StoreError
  }

  #step(step: StoreStep, name: string): void {
    if (this.#dead) throw this.#refusal
    try {
      this.#faults(step, [name])
    } catch (cause) {
      const death = new StoreError('store-died', `at ${step}`, { cause })
      this.#refusal = death
      // As a dying process does: the sockets close, and the server rolls back what was open on them.
      for (const client of this.#held) void client.end().catch(() => {})
      this.#death.reject(death)
      this.#onDeath()
      throw death
    }
  }
}

function storyFailure(error: unknown): Failure {
  return error instanceof RunAgain ? 'again' : 'final'
}
