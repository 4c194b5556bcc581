import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { prepared, preparedInsert } from '../../src/store/prepared.ts'
import type { Tx } from '../../src/store/store.ts'
import { PLACES, type Place } from '../setup/ledgers.ts'
import { type Shelf, type ShelfTables, shelfMigrations } from './shelf.ts'

let built = 0
const between = prepared((tx: Tx<ShelfTables>, given: { most: number; least: number }) => {
  built++
  return tx
    .selectFrom('shelf')
    .select('id')
    .where('count', '>=', given.least)
    .where('count', '<=', given.most)
    .orderBy('id')
})
const insert = preparedInsert<ShelfTables, 'shelf'>('shelf')

describe.each(PLACES)('a prepared query on $name', ({ make }) => {
  const places: Place[] = []
  let store: Shelf

  beforeEach(async () => {
    const place = await make()
    places.push(place)
    store = await place.open<ShelfTables>({ migrations: shelfMigrations })
    await store.transact('fill', async (tx) => {
      for (const count of [1, 2, 3]) await insert(tx, { id: `${count}`, count, note: null, bytes: null })
    })
  })
  afterAll(() => Promise.all(places.map((place) => place.leave())))

  const idsBetween = async (least: number, most: number): Promise<string[]> =>
    (await between(store.reads, { least, most })).rows.map(({ id }) => id)

  test('takes each value to the place of its name, every time anew', async () => {
    expect(await idsBetween(2, 3)).toEqual(['2', '3'])
    expect(await idsBetween(1, 2)).toEqual(['1', '2'])
    const [none, all] = await Promise.all([idsBetween(4, 9), idsBetween(0, 9)])
    expect([none, all]).toEqual([[], ['1', '2', '3']])
  })

  test('is built once for each way in, and works in a story as outside', async () => {
    const before = built
    const inStory = await store.transact('see', async (tx) => [
      (await between(tx, { least: 1, most: 1 })).rows.length,
      (await between(tx, { least: 1, most: 2 })).rows.length,
    ])
    expect(inStory).toEqual([1, 2])
    await idsBetween(1, 1)
    await idsBetween(1, 1)
    expect(built - before).toBe(2)
  })

  test('inserts rows of different columns', async () => {
    await store.transact('mixed', async (tx) => {
      await insert(tx, { count: 7, id: 'a', note: 'n', bytes: null })
      await insert(tx, { id: 'b', count: 8 } as never)
    })
    const rows = await store.reads.selectFrom('shelf').selectAll().where('count', '>', 3).orderBy('id').execute()
    expect(rows.map((row) => ({ ...row }))).toEqual([
      { id: 'a', count: 7, note: 'n', bytes: null },
      { id: 'b', count: 8, note: null, bytes: null },
    ])
  })

  test('refuses a value that is missing', async () => {
    const most = undefined as never
    await expect(idsBetween(1, most)).rejects.toMatchObject({ code: 'bad-parameter' })
  })
})
