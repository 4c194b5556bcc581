import { Kysely, PostgresDialect } from 'kysely'
import { escapeIdentifier, type Pool } from 'pg'
import { ProblemError } from '../std/problems.ts'
import type { World } from '../std/world.ts'
import { STORE_LIMITS, type StoreLimits } from './limits.ts'
import { type Migrations, migrate } from './migrate.ts'
import { postgresDialect } from './postgres-dialect.ts'
import { openPool } from './postgres-pool.ts'
import { listen } from './postgres-wake.ts'
import { PostgresWriter } from './postgres-writer.ts'
import type { Store, StoreFaults } from './store.ts'
import { teller } from './story.ts'
import { listeners } from './wake.ts'

/** The Migrator looks at the schema on one connection while another holds its lock. */
const MIGRATORS_MAX = 2

export type PostgresOptions = {
  /** `postgres://user:password@host:port/database` */
  url: string
  migrations: Migrations
  world: World
  faults?: StoreFaults
  limits?: Partial<StoreLimits>
}

/**
 * Opens the ledger on PostgreSQL 15 or newer: READ COMMITTED, a pool that writes and one that cannot.
 * Waits go by `world.clock`; the sockets' own timeouts by the machine's.
 * @throws StoreError `migration-failed`; the driver's error when the server cannot be reached
 */
export async function openPostgres<T>(options: PostgresOptions): Promise<Store<T>> {
  const { url, world } = options
  const limits = { ...STORE_LIMITS, ...options.limits }
  await migrateServer(options)
  const writing = openPool(url, 'writes', limits.writers_max, world.log)
  const reading = openPool(url, 'reads', limits.readers_max, world.log)
  const woken = listeners(world.log)
  const line = await listen(url, world, woken.wake)
  let closing: Promise<void> | null = null
  const close = (): Promise<void> => {
    closing ??= writer.close().then(async () => {
      await Promise.all([writing.end(), reading.end(), line.close()])
    })
    return closing
  }
  const writer = new PostgresWriter<T>({
    pool: writing,
    tell: teller<T>(postgresDialect(writing), limits.idleTurns_max),
    world,
    limits,
    faults: options.faults ?? (() => {}),
    onCommit() {
      woken.wake()
      line.announce()
    },
    onDeath: () => void close(),
  })
  return {
    engine: 'postgres',
    transact: (name, story) => writer.transact(name, story),
    reads: new Kysely<T>({ dialect: postgresDialect(reading) }),
    onCommit: woken.add,
    expunge: (table) => expunge(writing, table),
    close,
  }
}

/**
 * VACUUM leaves the bytes of a removed row in the hole that it makes; VACUUM FULL writes the table anew, but takes along what an older snapshot may still
 * see. So the first one tells whether there is such a row (it reports them to the statistics before it returns), and the second cleans.
 */
async function expunge(pool: Pool, table: string): Promise<boolean> {
  const name = escapeIdentifier(table)
  try {
    await pool.query(`vacuum ${name}`)
    const { rows } = await pool.query('select n_dead_tup from pg_stat_user_tables where relid = $1::regclass', [name])
    if (Number(rows[0]?.n_dead_tup ?? 1) > 0) return false
    await pool.query(`vacuum full ${name}`)
    return true
  } catch (error) {
    throw new ProblemError('try-again-later', {}, { cause: error })
  }
}

async function migrateServer({ url, migrations, world }: PostgresOptions): Promise<void> {
  const pool = openPool(url, 'migrates', MIGRATORS_MAX, world.log)
  try {
    // Reached at all? A wrong address is told as such and not as a failed migration.
    await pool.query('select 1')
    // kysely's own dialect: its look at the catalogue has values that the ledger refuses.
    await migrate(new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) }), 'postgres', migrations)
  } finally {
    await pool.end()
  }
}
