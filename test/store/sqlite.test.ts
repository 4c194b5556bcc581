import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ManualClock, manualClock, settle } from '../../src/std/manual-clock.ts'
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

  test('opens by copying the image of a migrated database', async () => {
    const image = await sqliteImage(shelfMigrations, testWorld())
    const copy = await open({ file: join(directory, 'copy.db'), image, durability: 'unsynced' })
    await put(copy, 'bone')
    expect(await ids(copy)).toEqual(['bone'])
    await copy.close()
  })

  test('an image never replaces a file that is there', async () => {
    await put(store, 'bone')
    const again = await open({ image: await sqliteImage(shelfMigrations, testWorld()) })
    expect(await ids(again)).toEqual(['bone'])
    await again.close()
  })

  test('two stores in memory share nothing, and leave no file', async () => {
    const [one, two] = await Promise.all([open({ file: ':memory:' }), open({ file: ':memory:' })])
    await put(one, 'bone')
    expect(await ids(one)).toEqual(['bone'])
    expect(await ids(two)).toEqual([])
    await Promise.all([one.close(), two.close()])
    expect(existsSync(':memory:')).toBe(false)
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
