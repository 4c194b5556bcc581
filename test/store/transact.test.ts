import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Tx } from '../../src/store/store.ts'
import { PLACES, type Place } from '../setup/ledgers.ts'
import { ids, put, type Shelf, type ShelfTables, shelfMigrations } from './shelf.ts'

describe.each(PLACES)('a story on $name', ({ make }) => {
  let place: Place
  let store: Shelf

  beforeEach(async () => {
    place = await make()
    store = await place.open<ShelfTables>({ migrations: shelfMigrations })
  })
  afterEach(() => place.leave())

  test('is committed when it resolves', async () => {
    expect(await put(store, 'bone')).toBe('bone')
    expect(await ids(store)).toEqual(['bone'])
  })

  test('leaves nothing when it throws, and rejects with what was thrown', async () => {
    const thrown = new Error('no')
    const told = store.transact('throws', async (tx) => {
      await tx.insertInto('shelf').values({ id: 'bone', count: 1, note: null, bytes: null }).execute()
      throw thrown
    })
    await expect(told).rejects.toBe(thrown)
    expect(await ids(store)).toEqual([])
  })

  test('commits what it wrote when its answer is a refusal', async () => {
    const answer = await store.transact('refuses', async (tx) => {
      await tx.insertInto('shelf').values({ id: 'attempt', count: 1, note: null, bytes: null }).execute()
      return { refusal: 'unknown' }
    })
    expect(answer).toEqual({ refusal: 'unknown' })
    expect(await ids(store)).toEqual(['attempt'])
  })

  test('that throws takes none of its neighbours along', async () => {
    const told = await Promise.allSettled(
      Array.from({ length: 30 }, (_, n) =>
        store.transact(`neighbour ${n}`, async (tx) => {
          await tx
            .insertInto('shelf')
            .values({ id: `n${n}`, count: n, note: null, bytes: null })
            .execute()
          if (n % 3 === 0) throw new Error(`${n}`)
        }),
      ),
    )
    expect(told.filter(({ status }) => status === 'rejected')).toHaveLength(10)
    expect(await ids(store)).toHaveLength(20)
    expect(await ids(store)).not.toContain('n3')
  })

  test('that swallowed a failed query is rolled back with that failure', async () => {
    await put(store, 'bone')
    const told = store.transact('swallows', async (tx) => {
      await tx.updateTable('shelf').set({ count: 9 }).execute()
      await tx
        .insertInto('shelf')
        .values({ id: 'bone', count: 1, note: null, bytes: null })
        .execute()
        .catch(() => {})
      return 'all well'
    })
    await expect(told).rejects.toThrow(/unique/i)
    expect(await store.reads.selectFrom('shelf').select('count').executeTakeFirst()).toEqual({ count: 0 })
  })

  test('cannot be added to after its end', async () => {
    let kept: Tx<ShelfTables> | null = null
    await store.transact('leaks', async (tx) => {
      kept = tx
    })
    const late = (kept as unknown as Tx<ShelfTables>).deleteFrom('shelf').execute()
    await expect(late).rejects.toMatchObject({ code: 'late-query' })
  })

  test('that awaits anything but SQL is refused, rolled back, and lets the next one through', async () => {
    const stalled = store.transact('sleeps', async (tx) => {
      await tx.insertInto('shelf').values({ id: 'bone', count: 1, note: null, bytes: null }).execute()
      await new Promise(() => {})
    })
    const next = put(store, 'ball')
    await expect(stalled).rejects.toMatchObject({ code: 'story-stalled' })
    expect(await next).toBe('ball')
    expect(await ids(store)).toEqual(['ball'])
  })

  test('that tells another story inside itself is refused rather than left waiting for itself', async () => {
    const outer = store.transact('outer', async () => {
      await store.transact('inner', () => new Promise(() => {}))
    })
    await expect(outer).rejects.toMatchObject({ code: 'story-stalled' })
  })

  test('is seen by readers after its commit and not while it is open', async () => {
    // Looking from outside is no SQL of the story's: this one is allowed to wait for it.
    const patient = await place.open<ShelfTables>({ migrations: shelfMigrations, limits: { idleTurns_max: 1_000_000 } })
    const duringIt = await patient.transact('is watched', async (tx) => {
      await tx.insertInto('shelf').values({ id: 'bone', count: 1, note: null, bytes: null }).execute()
      return ids(patient)
    })
    expect(duringIt).toEqual([])
    expect(await ids(patient)).toEqual(['bone'])
  })

  test('sees its own writes', async () => {
    const count = await store.transact('reads back', async (tx) => {
      await tx.insertInto('shelf').values({ id: 'bone', count: 4, note: null, bytes: null }).execute()
      const changed = await tx
        .updateTable('shelf')
        .set((row) => ({ count: row('count', '+', 1) }))
        .where('id', '=', 'bone')
        .returning('count')
        .executeTakeFirstOrThrow()
      return changed.count
    })
    expect(count).toBe(5)
  })

  test('wakes who listens for commits, once committed and not when it failed', async () => {
    let woken = 0
    const forget = store.onCommit(() => woken++)
    await put(store, 'bone')
    expect(woken).toBe(1)
    forget()
    await put(store, 'ball')
    expect(woken).toBe(1)
  })
})
