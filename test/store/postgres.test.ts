import { fork } from 'node:child_process'
import { once } from 'node:events'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { RunAgain } from '../../src/store/errors.ts'
import type { StoreLimits } from '../../src/store/limits.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { createDatabase, type TestDatabase } from '../setup/database.ts'
import { testWorld } from '../setup/world.ts'
import { ids, put, type Shelf, type ShelfTables, shelfMigrations } from './shelf.ts'

describe('the ledger on PostgreSQL', () => {
  let database: TestDatabase
  let store: Shelf
  const opened: Shelf[] = []

  const open = async (limits: Partial<StoreLimits> = {}): Promise<Shelf> => {
    const { url } = database
    const fresh = await openPostgres<ShelfTables>({ url, migrations: shelfMigrations, world: testWorld(), limits })
    opened.push(fresh)
    return fresh
  }

  beforeEach(async () => {
    database = await createDatabase()
    store = await open()
  })
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close()
    await database.drop()
  })

  /** Makes the first `times` inserts fail with an SQLSTATE; a sequence counts because it is not rolled back. */
  const failFirst = (times: number, state: string): Promise<unknown> =>
    database.sql(`
      create sequence tries;
      create function fail() returns trigger language plpgsql as $$
        begin
          if nextval('tries') <= ${times} then raise exception 'made to fail' using errcode = '${state}'; end if;
          return new;
        end $$;
      create trigger fail before insert on shelf for each row execute function fail()`)

  test.each(['40001', '40P01', '55P03'])('tells a story again after SQLSTATE %s', async (state) => {
    await failFirst(2, state)
    expect(await put(store, 'bone')).toBe('bone')
    expect(await database.sql('select last_value::int from tries')).toEqual([{ last_value: 3 }])
  })

  test('gives up with try-again-later when the server keeps refusing', async () => {
    const hasty = await open({ runs_max: 3 })
    await failFirst(100, '40001')
    await expect(put(hasty, 'bone')).rejects.toMatchObject({ code: 'try-again-later' })
    expect(await database.sql('select last_value::int from tries')).toEqual([{ last_value: 3 }])
  })

  test('does not tell a story again for a fault of its own', async () => {
    await failFirst(1, '23514')
    await expect(put(store, 'bone')).rejects.toMatchObject({ code: '23514' })
    expect(await ids(store)).toEqual([])
  })

  test('tells a story again when it asks for it', async () => {
    let run = 0
    const answer = await store.transact('asks', async (tx) => {
      run++
      await tx.insertInto('shelf').values({ id: 'bone', count: run, note: null, bytes: null }).execute()
      if (run === 1) throw new RunAgain('not yet')
      return run
    })
    expect(answer).toBe(2)
    expect(await store.reads.selectFrom('shelf').select('count').execute()).toEqual([{ count: 2 }])
  })

  test('tells a story again when its connection is lost before the commit', async () => {
    await put(store, 'bone')
    let run = 0
    await store.transact('cut off', async (tx) => {
      run++
      await tx.updateTable('shelf').set({ count: 7 }).execute()
      if (run > 1) return
      await tx.selectFrom('shelf').select(sql`pg_terminate_backend(pg_backend_pid())`.as('cut')).execute()
    })
    expect(run).toBe(2)
    expect(await store.reads.selectFrom('shelf').select('count').execute()).toEqual([{ count: 7 }])
  })

  test('a connection lost during the commit is try-again-later, because nobody knows', async () => {
    await database.sql(`
      create function cut() returns trigger language plpgsql as $$
        begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$;
      create constraint trigger cut after insert on shelf deferrable initially deferred
        for each row execute function cut()`)
    let run = 0
    const told = store.transact('in doubt', async (tx) => {
      run++
      await tx.insertInto('shelf').values({ id: 'bone', count: 1, note: null, bytes: null }).execute()
    })
    await expect(told).rejects.toMatchObject({ code: 'try-again-later' })
    expect(run).toBe(1)
    await database.sql('drop trigger cut on shelf')
    expect(await put(store, 'ball')).toBe('ball')
  })

  test('a reader whose connection was lost is told to try again, and the next reader is served', async () => {
    await put(store, 'bone')
    const cut = store.reads.selectFrom('shelf').select(sql`pg_terminate_backend(pg_backend_pid())`.as('cut'))
    await expect(cut.execute()).rejects.toMatchObject({ code: 'try-again-later' })
    expect(await ids(store)).toEqual(['bone'])
  })

  test('a commit wakes the other processes', async () => {
    const other = await open()
    const woken = new Promise<void>((resolve) => {
      other.onCommit(resolve)
    })
    await put(store, 'bone')
    await woken
    expect(await ids(other)).toEqual(['bone'])
  })

  test('a commit wakes its own process once, not again by its own notification', async () => {
    const other = await open()
    const otherWoken = new Promise<void>((resolve) => {
      other.onCommit(resolve)
    })
    let woken = 0
    let onWoken = (): void => {}
    store.onCommit(() => {
      woken++
      onWoken()
    })
    await put(store, 'bone')
    await otherWoken
    // Notifications come in order: when the other's is here, our own has passed.
    const next = new Promise<void>((resolve) => {
      onWoken = resolve
    })
    await put(other, 'ball')
    await next
    expect(woken).toBe(2)
  })

  test('a story that ends before its own query is refused and rolled back', async () => {
    // On SQLite a query has run by the time that it is asked, and so is part of the story.
    const told = store.transact('hurries', async (tx) => {
      void tx.insertInto('shelf').values({ id: 'bone', count: 1, note: null, bytes: null }).execute()
    })
    await expect(told).rejects.toMatchObject({ code: 'query-not-awaited' })
    expect(await ids(store)).toEqual([])
  })

  test('a listener that lost its line is woken when the line is back, since it may have missed something', async () => {
    const woken = new Promise<void>((resolve) => {
      store.onCommit(resolve)
    })
    await database.sql(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'koppel listens' and datname = current_database()",
    )
    await woken
    const other = await open()
    const again = new Promise<void>((resolve) => {
      store.onCommit(resolve)
    })
    await put(other, 'bone')
    await again
    expect(await ids(store)).toEqual(['bone'])
  })

  test('a server that is not there is an error at once, and no failed migration', async () => {
    const nowhere = openPostgres<ShelfTables>({
      url: 'postgres://postgres@localhost/postgres?host=%2Fnonexistent',
      migrations: shelfMigrations,
      world: testWorld(),
    })
    await expect(nowhere).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('four processes that take the same thing have one winner', async () => {
    await put(store, 'bone', 1)
    const children = Array.from({ length: 4 }, (_, dog) =>
      fork(new URL('take-process.ts', import.meta.url), [database.url, `dog ${dog}`], { execArgv: [] }),
    )
    await Promise.all(children.map((child) => once(child, 'message')))
    const answers = children.map((child) => once(child, 'message'))
    for (const child of children) child.send('go')
    const taken = (await Promise.all(answers)).map(([message]) => message)
    expect(taken.filter((one) => one === 'taken')).toHaveLength(1)
    expect(taken.filter((one) => one === 'too late')).toHaveLength(3)
  })
})
