import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { crc32 } from 'node:zlib'
import { type CompiledQuery, type DatabaseConnection, Kysely, type QueryResult } from 'kysely'
import { ProblemError } from '../std/problems.ts'
import type { World } from '../std/world.ts'
import { STORE_LIMITS, type StoreLimits } from './limits.ts'
import { type Migrations, migrate } from './migrate.ts'
import { whenFree } from './sqlite-busy.ts'
import { SqliteConnection } from './sqlite-connection.ts'
import { sqliteDialect } from './sqlite-dialect.ts'
import { isTrouble } from './sqlite-errors.ts'
import { type LastOfGroup, SqliteWriter } from './sqlite-writer.ts'
import type { Store, StoreFaults } from './store.ts'
import { teller } from './story.ts'
import { listeners } from './wake.ts'

export type SqliteOptions = {
  /**
   * Path of the database, made if absent. `:memory:` = a private file in the temporary directory, never synced and deleted at the end:
   * real shared memory in SQLite has other locks than a file in WAL mode, and a reader there would find the writer busy.
   */
  file: string
  migrations: Migrations
  world: World
  faults?: StoreFaults
  limits?: Partial<StoreLimits>
  /** Whether a commit waits for the disk. `unsynced` is for tests alone. */
  durability?: 'synced' | 'unsynced'
  /** Contents of a migrated database (`sqliteImage`) for a file that does not exist yet: opening is then a copy. */
  image?: Uint8Array
}

/**
 * How much a connection remembers, and how long the log grows. Codes are looked up by hashes, which touch pages all over the file: SQLite's own 2 MB of
 * cache hold the indexes of some thousand codes. The log is copied back after 16 MB instead of 4, since a commit writes hundreds of such pages. Each story
 * is a savepoint, for which SQLite keeps the pages that it changes: beyond 64 kB in a file, unless it is told to use memory.
 */
export const SQLITE_TUNING = ['cache_size = -32768', 'wal_autocheckpoint = 4000', 'temp_store = memory'] as const

/**
 * Opens the ledger on SQLite: one connection that writes, one that reads.
 * @param lastOfGroup is told at the end of each group of stories that share a commit; has nobody who waits for it, and no promise that it succeeds
 * @throws StoreError `migration-failed`; the engine's own error when the file cannot be opened or is no database
 */
export async function openSqlite<T>(
  options: SqliteOptions,
  lastOfGroup: LastOfGroup<T> = async () => {},
): Promise<Store<T>> {
  const { world } = options
  const limits = { ...STORE_LIMITS, ...options.limits }
  const place = lodge(options)
  const db = new DatabaseSync(place.file, { timeout: 0 })
  let readDb: DatabaseSync | null = null
  const closeAll = (): void => {
    for (const open of [readDb, db]) if (open?.isOpen) open.close()
    place.leave()
  }
  try {
    await prepareFile(db, options, limits)
    readDb = new DatabaseSync(place.file, { timeout: 0, readOnly: true })
  } catch (error) {
    closeAll()
    throw error
  }
  const connection = new SqliteConnection(db, limits.statements_max)
  const woken = listeners(world.log)
  const writer = new SqliteWriter<T>({
    db,
    connection,
    tell: teller<T>(sqliteDialect(connection), limits.idleTurns_max),
    lastOfGroup,
    world,
    limits,
    faults: options.faults ?? (() => {}),
    onCommit: woken.wake,
    onDeath: closeAll,
  })
  const readConnection = new PatientConnection(new SqliteConnection(readDb, limits.statements_max), world, limits)
  const reads = new Kysely<T>({ dialect: sqliteDialect(readConnection) })
  return {
    engine: 'sqlite',
    transact: (name, story) => writer.transact(name, story),
    reads,
    onCommit: woken.add,
    // Deleted cells are overwritten in their pages (`secure_delete`): only the log still has the pages of before.
    expunge: () => writer.between(() => Number(db.prepare('pragma wal_checkpoint(truncate)').get()?.busy ?? 1) === 0),
    async close() {
      await writer.close()
      closeAll()
    },
  }
}

/** A migrated, empty database as bytes: `openSqlite` takes it as `image`. */
export async function sqliteImage(migrations: Migrations, world: World): Promise<Uint8Array> {
  const db = new DatabaseSync(':memory:')
  try {
    await migrateFile(db, migrations, world, STORE_LIMITS)
    return db.serialize()
  } finally {
    db.close()
  }
}

/** Where the database lives, and what to take away afterwards. */
function lodge({ file, image }: SqliteOptions): { file: string; leave: () => void } {
  const directory = file === ':memory:' ? mkdtempSync(join(tmpdir(), 'koppel-ledger-')) : null
  const place = directory ? join(directory, 'ledger.db') : file
  if (image && !existsSync(place)) writeFileSync(place, image)
  return { file: place, leave: () => directory && rmSync(directory, { recursive: true, force: true }) }
}

async function prepareFile(db: DatabaseSync, options: SqliteOptions, limits: StoreLimits): Promise<void> {
  const synced = options.file !== ':memory:' && options.durability !== 'unsynced'
  await whenFree(options.world, limits.busyTries_max, () => {
    // First, because the change to WAL is itself synced.
    db.exec(`pragma synchronous = ${synced ? 'full' : 'off'}`)
    db.exec('pragma journal_mode = wal')
    db.exec('pragma trusted_schema = off')
    // A batch's seed that is destroyed is gone from its page, and not only from the index of pages.
    db.exec('pragma secure_delete = on')
    for (const pragma of SQLITE_TUNING) db.exec(`pragma ${pragma}`)
    return migrateFile(db, options.migrations, options.world, limits)
  })
}

/** `user_version` keeps a sum of the names of the migrations: where it fits there is nothing to do, and opening stays fast. */
async function migrateFile(db: DatabaseSync, migrations: Migrations, world: World, limits: StoreLimits): Promise<void> {
  const version = crc32(Object.keys(migrations).sort().join('\n')) & 0x7fffffff
  const known = db.prepare('pragma user_version').get()
  if (known?.user_version === version) return
  const connection = new PatientConnection(new SqliteConnection(db, limits.statements_max), world, limits)
  await migrate(new Kysely<unknown>({ dialect: sqliteDialect(connection) }), 'sqlite', migrations)
  db.exec(`pragma user_version = ${version}`)
}

/** Waits for its turn where a file in WAL mode makes even a reader wait: while another process recovers or closes it. */
class PatientConnection implements DatabaseConnection {
  readonly #inner: SqliteConnection
  readonly #world: World
  readonly #limits: StoreLimits

  constructor(inner: SqliteConnection, world: World, limits: StoreLimits) {
    this.#inner = inner
    this.#world = world
    this.#limits = limits
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    try {
      return await whenFree(this.#world, this.#limits.busyTries_max, () => this.#inner.executeQuery<R>(query))
    } catch (error) {
      throw isTrouble(error) ? new ProblemError('try-again-later', {}, { cause: error }) : error
    }
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    return this.#inner.streamQuery<R>()
  }
}
