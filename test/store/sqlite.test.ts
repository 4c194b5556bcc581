import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type ManualClock, manualClock, settle } from '../../src/std/manual-clock.ts'
import { nextTurn } from '../../src/std/turn.ts'
import type { Migrations } from '../../src/store/migrate.ts'
import { openSqlite, type SqliteOptions, sqliteImage } from '../../src/store/sqlite.ts'
import { testWorld } from '../setup/world.ts'
import { ids, put, type Shelf, type ShelfTables, shelfMigrations } from './shelf.ts'

describe('the ledger on SQLite', () => {
  let directory: string
  let file: string
  let clock: ManualClock
  let store: Shelf

  const open = (options: Partial<SqliteOptions> = {}): Promise<Shelf> =>
    openSqlite<ShelfTables>({ file, migrations: shelfMigrations, world: { ...testWorld(), clock }, ...options })

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'koppel-test-'))
    file = join(directory, 'ledger.db')
    clock = manualClock()
    store = await open()
  })
  afterEach(async () => {
    await store.close()
    rmSync(directory, { recursive: true })
  })

  /** Holds the file's write lock until it is called. */
  const holdLock = (): (() => void) => {
    const other = new DatabaseSync(file)
    other.exec('begin immediate')
    return () => other.close()
  }

  test('120 stories that come together share three commits', async () => {
    let commits = 0
    store.onCommit(() => commits++)
    await Promise.all(Array.from({ length: 120 }, (_, n) => put(store, `n${n}`)))
    expect(commits).toBe(3)
    expect(await ids(store)).toHaveLength(120)
  })

  test('stories that arrive one after another in one turn of the event loop share a commit', async () => {
    let commits = 0
    store.onCommit(() => commits++)
    const arrive = (n: number): Promise<string> =>
      new Promise((resolve, reject) => nextTurn(() => put(store, `n${n}`).then(resolve, reject)))
    await Promise.all(Array.from({ length: 10 }, (_, n) => arrive(n)))
    expect(commits).toBe(1)
  })

  test('a busy file is waited for on the clock, with the event loop free', async () => {
    const release = holdLock()
    let told = 'waiting'
    const story = put(store, 'bone').then((id) => {
      told = id
    })
    // Each settling is turns of the event loop that ran while the lock was held by another.
    await settle()
    await clock.advance(500)
    expect(told).toBe('waiting')
    expect(clock.nextAt()).not.toBeNull()
    expect(await ids(store)).toEqual([])
    release()
    await clock.advance(100)
    await story
    expect(await ids(store)).toEqual(['bone'])
  })

  test('a file that stays busy is try-again-later for all who wait, and works again afterwards', async () => {
    const release = holdLock()
    const waiting = Promise.allSettled([put(store, 'one'), put(store, 'two')])
    await settle()
    await clock.advance(10_000)
    for (const one of await waiting)
      expect(one).toMatchObject({ status: 'rejected', reason: { code: 'try-again-later' } })
    release()
    expect(await put(store, 'three')).toBe('three')
    expect(await ids(store)).toEqual(['three'])
  })

  test('opens by copying the image of a migrated database, and runs no migration again', async () => {
    const image = await sqliteImage(shelfMigrations, testWorld())
    const never = async (): Promise<void> => {
      throw new Error('run again')
    }
    const migrations = Object.fromEntries(Object.keys(shelfMigrations).map((name) => [name, never]))
    const copy = await open({ file: join(directory, 'copy.db'), image, migrations, durability: 'unsynced' })
    await put(copy, 'bone')
    expect(await ids(copy)).toEqual(['bone'])
    await copy.close()
  })

  test('an image never replaces a file that is there', async () => {
    await put(store, 'bone')
    await store.close()
    const again = await open({ image: await sqliteImage(shelfMigrations, testWorld()) })
    expect(await ids(again)).toEqual(['bone'])
    await again.close()
  })

  test('a disk without room is try-again-later, and what was committed before stays', async () => {
    const cramped: Migrations = {
      ...shelfMigrations,
      // Holds for the connection that migrates, which is the one that writes.
      '0200_cramped': async (db) => {
        await sql`pragma max_page_count = 120`.execute(db)
      },
    }
    const full = await open({ file: join(directory, 'full.db'), migrations: cramped })
    await put(full, 'safe')
    const told = full.transact('too much', async (tx) => {
      const bytes = new Uint8Array(1_000_000)
      await tx.insertInto('shelf').values({ id: 'huge', count: 0, note: null, bytes }).execute()
    })
    await expect(told).rejects.toMatchObject({ code: 'try-again-later' })
    await put(full, 'small')
    expect(await ids(full)).toEqual(['safe', 'small'])
    await full.close()
  })

  test('two stores in memory share nothing, and leave no file', async () => {
    vi.stubEnv('TMPDIR', directory)
    const [one, two] = await Promise.all([open({ file: ':memory:' }), open({ file: ':memory:' })])
    await put(one, 'bone')
    expect(await ids(one)).toEqual(['bone'])
    expect(await ids(two)).toEqual([])
    await Promise.all([one.close(), two.close()])
    expect(readdirSync(directory).filter((name) => name.startsWith('koppel-ledger-'))).toEqual([])
    vi.unstubAllEnvs()
  })

  test('a file that is no database is refused at the door', async () => {
    const wrong = join(directory, 'wrong.db')
    writeFileSync(wrong, 'a letter to the postman, '.repeat(50))
    await expect(open({ file: wrong })).rejects.toThrow(/not a database/)
  })

  test('more statements than are kept prepared still give right answers', async () => {
    const small = await open({ limits: { statements_max: 2 } })
    for (let n = 0; n < 10; n++) {
      await put(small, `n${n}`)
      const wanted = Array.from({ length: n + 1 }, (_, at) => `n${at}`)
      const rows = await small.reads.selectFrom('shelf').select('id').where('id', 'in', wanted).execute()
      expect(rows).toHaveLength(n + 1)
    }
    await small.close()
  })
})
