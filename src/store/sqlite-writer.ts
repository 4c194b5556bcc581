import type { DatabaseSync } from 'node:sqlite'
import { ProblemError } from '../std/problems.ts'
import { nextTurn } from '../std/turn.ts'
import type { World } from '../std/world.ts'
import { RunAgain, StoreError } from './errors.ts'
import { faultName } from './fault-name.ts'
import type { StoreLimits } from './limits.ts'
import { whenFree } from './sqlite-busy.ts'
import type { SqliteConnection } from './sqlite-connection.ts'
import { isTrouble } from './sqlite-errors.ts'
import type { StoreFaults, StoreStep, Tx } from './store.ts'
import type { Teller, Told } from './story.ts'

/** A story in the queue, with its promise. */
type Waiting<T> = {
  name: string
  story: (tx: Tx<T>) => Promise<unknown>
  resolve: (answer: unknown) => void
  reject: (error: unknown) => void
}
/** Told after the stories of each group, in their transaction and with a savepoint of its own. A throw undoes it alone. */
export type LastOfGroup<T> = (tx: Tx<T>) => Promise<void>
type Finished<T> = { waiting: Waiting<T>; told: Told<unknown> }

/** Turns of the event loop that a group waits while it is still growing. */
const GATHER_TURNS_MAX = 4

/** The file's one writer: stories queue up and share a commit, because a durable commit costs far more than a story. */
export class SqliteWriter<T> {
  readonly #db: DatabaseSync
  readonly #connection: SqliteConnection
  readonly #tell: Teller<T>
  readonly #lastOfGroup: LastOfGroup<T>
  readonly #world: World
  readonly #limits: StoreLimits
  readonly #faults: StoreFaults
  readonly #onCommit: () => void
  readonly #onDeath: () => void
  readonly #queue: Waiting<T>[] = []
  readonly #chores: (() => void)[] = []
  #running: Promise<void> | null = null
  #refusal: Error | null = null

  constructor(parts: {
    db: DatabaseSync
    connection: SqliteConnection
    tell: Teller<T>
    lastOfGroup: LastOfGroup<T>
    world: World
    limits: StoreLimits
    faults: StoreFaults
    onCommit: () => void
    onDeath: () => void
  }) {
    this.#db = parts.db
    this.#connection = parts.connection
    this.#tell = parts.tell
    this.#lastOfGroup = parts.lastOfGroup
    this.#world = parts.world
    this.#limits = parts.limits
    this.#faults = parts.faults
    this.#onCommit = parts.onCommit
    this.#onDeath = parts.onDeath
  }

  transact<R>(name: string, story: (tx: Tx<T>) => Promise<R>): Promise<R> {
    if (this.#refusal) return Promise.reject(this.#refusal)
    if (this.#queue.length >= this.#limits.queue_max) return Promise.reject(new ProblemError('try-again-later'))
    return new Promise<R>((resolve, reject) => {
      this.#queue.push({ name, story, resolve: resolve as (answer: unknown) => void, reject })
      this.#running ??= this.#run()
    })
  }

  /** Does something with the file that is no story, while no transaction is open. It runs in one turn. */
  between<R>(act: () => R): Promise<R> {
    if (this.#refusal) return Promise.reject(this.#refusal)
    return new Promise<R>((resolve, reject) => {
      this.#chores.push(() => {
        try {
          resolve(act())
        } catch (error) {
          reject(tryAgainLater(error))
        }
      })
      this.#running ??= this.#run()
    })
  }

  /** Refuses new stories and resolves when the accepted ones have ended. */
  async close(): Promise<void> {
    this.#refusal ??= new ProblemError('try-again-later', {}, { cause: new StoreError('store-closed', 'closing') })
    await this.#running
  }

  async #run(): Promise<void> {
    // Chores alone take no time: without this it would have ended before its caller could write down that it runs.
    await Promise.resolve()
    for (;;) {
      for (const chore of this.#chores.splice(0)) chore()
      if (this.#queue.length === 0 || this.#dead) break
      await this.#gather()
      await this.#group()
    }
    this.#running = null
  }

  get #dead(): boolean {
    return this.#refusal instanceof StoreError
  }

  /** Lets the requests that have already arrived at the sockets join: each reaches us in a turn of its own. */
  async #gather(): Promise<void> {
    for (let turn = 0, seen = 0; turn < GATHER_TURNS_MAX; turn++) {
      await new Promise<void>((resolve) => nextTurn(resolve))
      if (this.#queue.length <= Math.max(seen, 1) || this.#queue.length >= this.#limits.group_max) return
      seen = this.#queue.length
    }
  }

  /** One transaction: everybody in it learns the outcome after the commit, since each may have read what another wrote. */
  async #group(): Promise<void> {
    const finished: Finished<T>[] = []
    try {
      await whenFree(this.#world, this.#limits.busyTries_max, () => this.#db.exec('begin immediate'))
      while (finished.length < this.#limits.group_max) {
        const waiting = this.#queue.shift()
        if (!waiting) break
        const entry: Finished<T> = { waiting, told: { kind: 'threw', error: null, sqlError: null } }
        finished.push(entry)
        this.#step('before-story', [waiting.name])
        entry.told = await this.#one(waiting.name, waiting.story)
      }
      if (finished.some(({ told }) => told.kind === 'ended')) await this.#last()
      const names = finished.map(({ waiting }) => waiting.name)
      this.#step('before-commit', names)
      this.#db.exec('commit')
      this.#step('after-commit', names)
    } catch (error) {
      this.#fail(error, finished)
      return
    }
    for (const { waiting, told } of finished) {
      if (told.kind === 'ended') waiting.resolve(told.answer)
      else waiting.reject(passes(told) ? tryAgainLater(told.error) : told.error)
    }
    this.#onCommit()
  }

  async #last(): Promise<void> {
    const told = await this.#one('last-of-group', this.#lastOfGroup)
    if (told.kind === 'threw') this.#world.log.warn({ error: faultName(told.error) }, 'end of a ledger group undone')
  }

  async #one(name: string, story: (tx: Tx<T>) => Promise<unknown>): Promise<Told<unknown>> {
    this.#db.exec('savepoint story')
    const told = await this.#tell(this.#connection, name, story)
    // After SQLITE_FULL or SQLITE_IOERR SQLite may have rolled back the whole transaction by itself (sqlite.org/lang_transaction.html).
    if (!this.#db.isTransaction) throw new Error('the engine rolled back', { cause: told })
    if (told.kind === 'threw') this.#db.exec('rollback to story')
    this.#db.exec('release story')
    return told
  }

  #step(step: StoreStep, names: readonly string[]): void {
    try {
      this.#faults(step, names)
    } catch (cause) {
      this.#refusal = new StoreError('store-died', `at ${step}`, { cause })
      throw this.#refusal
    }
  }

  /** The engine failed, or the process died by a test's hand: nobody in the group has an answer. */
  #fail(error: unknown, finished: readonly Finished<T>[]): void {
    const outcome = this.#dead ? error : tryAgainLater(error)
    // An engine that could not even begin stays busy for those behind as well; a dead one answers nobody.
    const without = this.#dead || finished.length === 0 ? this.#queue.splice(0) : []
    if (this.#dead) this.#onDeath()
    else this.#rollBack(error)
    for (const { waiting } of finished) waiting.reject(outcome)
    for (const waiting of without) waiting.reject(outcome)
  }

  #rollBack(error: unknown): void {
    this.#world.log.error({ error: faultName(error) }, 'ledger commit failed')
    try {
      if (this.#db.isTransaction) this.#db.exec('rollback')
    } catch (failed) {
      // Every later begin fails too, and is answered with try-again-later; the disk needs a person.
      this.#world.log.error({ error: faultName(failed) }, 'ledger rollback failed')
    }
  }
}

/** With one writer nothing can have been committed meanwhile, so a story that asks to run again would only ask once more. */
function passes(told: Extract<Told<unknown>, { kind: 'threw' }>): boolean {
  return isTrouble(told.sqlError) || told.error instanceof RunAgain
}

function tryAgainLater(cause: unknown): ProblemError {
  return new ProblemError('try-again-later', {}, { cause })
}
