import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { StoreStep } from '../../src/store/store.ts'
import { PLACES, type Place } from '../setup/ledgers.ts'
import { ids, put, type Shelf, type ShelfTables, shelfMigrations } from './shelf.ts'

// A database in memory ends with its process: nothing is left that could be looked at.
describe.each(PLACES.filter(({ lasting }) => lasting))('the death of the process on $name', ({ make }) => {
  let place: Place

  beforeEach(async () => {
    place = await make()
  })
  afterEach(() => place.leave())

  const dyingAt = (at: StoreStep): Promise<Shelf> =>
    place.open<ShelfTables>({
      migrations: shelfMigrations,
      faults(step, stories) {
        if (step === at && stories.includes('put')) throw new Error('power cut')
      },
    })

  test.each<[StoreStep, string[]]>([
    ['before-story', []],
    ['before-commit', []],
    ['after-commit', ['bone']],
  ])('%s: nobody has an answer, and the next process finds %j', async (step, found) => {
    const store = await dyingAt(step)
    await expect(put(store, 'bone')).rejects.toMatchObject({ code: 'store-died' })
    const next = await place.open<ShelfTables>({ migrations: shelfMigrations })
    expect(await ids(next)).toEqual(found)
    expect(await put(next, 'ball')).toBe('ball')
  })

  test('a dead store answers nothing any more', async () => {
    const store = await dyingAt('before-commit')
    const told = await Promise.allSettled([put(store, 'one'), put(store, 'two'), put(store, 'three')])
    for (const one of told) expect(one).toMatchObject({ status: 'rejected', reason: { code: 'store-died' } })
    await expect(put(store, 'four')).rejects.toMatchObject({ code: 'store-died' })
    await expect(ids(store)).rejects.toThrow()
    const next = await place.open<ShelfTables>({ migrations: shelfMigrations })
    expect(await ids(next)).toEqual([])
  })

  test('in one story keeps what others had committed before', async () => {
    const store = await place.open<ShelfTables>({
      migrations: shelfMigrations,
      faults(step, stories) {
        if (step === 'before-commit' && stories.includes('fatal')) throw new Error('power cut')
      },
    })
    await put(store, 'safe')
    const fatal = store.transact('fatal', async (tx) => {
      await tx.deleteFrom('shelf').execute()
    })
    await expect(fatal).rejects.toMatchObject({ code: 'store-died' })
    const next = await place.open<ShelfTables>({ migrations: shelfMigrations })
    expect(await ids(next)).toEqual(['safe'])
  })
})
