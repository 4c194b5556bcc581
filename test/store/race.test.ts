import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { PLACES, type Place } from '../setup/ledgers.ts'
import { ids, put, type Shelf, type ShelfTables, shelfMigrations } from './shelf.ts'

describe.each(PLACES)('many stories at once on $name', ({ make }) => {
  let place: Place
  let store: Shelf

  beforeEach(async () => {
    place = await make()
    store = await place.open<ShelfTables>({ migrations: shelfMigrations })
  })
  afterEach(() => place.leave())

  test('50 that take the same thing have one winner', async () => {
    await put(store, 'bone', 1)
    const taken = await Promise.all(
      Array.from({ length: 50 }, (_, dog) =>
        store.transact('take', async (tx) => {
          const change = tx.updateTable('shelf').set({ count: 0, note: `dog ${dog}` })
          const { numUpdatedRows } = await change.where('id', '=', 'bone').where('count', '=', 1).executeTakeFirst()
          return numUpdatedRows === 1n ? dog : null
        }),
      ),
    )
    const winners = taken.filter((dog) => dog !== null)
    expect(winners).toHaveLength(1)
    const bone = await store.reads.selectFrom('shelf').select('note').executeTakeFirstOrThrow()
    expect(bone.note).toBe(`dog ${winners[0]}`)
  })

  test('200 that each add one lose none', async () => {
    await put(store, 'bone', 0)
    await Promise.all(
      Array.from({ length: 200 }, () =>
        store.transact('add', async (tx) => {
          const change = tx.updateTable('shelf').set((row) => ({ count: row('count', '+', 1) }))
          await change.where('id', '=', 'bone').execute()
        }),
      ),
    )
    expect(await store.reads.selectFrom('shelf').select('count').execute()).toEqual([{ count: 200 }])
  })

  test('more than the queue holds are refused with try-again-later, and nothing of theirs is kept', async () => {
    const small = await place.open<ShelfTables>({ migrations: shelfMigrations, limits: { queue_max: 5 } })
    const told = await Promise.allSettled(Array.from({ length: 12 }, (_, n) => put(small, `n${n}`)))
    const refused = told.filter((one) => one.status === 'rejected')
    expect(refused).toHaveLength(7)
    for (const one of refused) expect(one.reason).toMatchObject({ code: 'try-again-later' })
    expect(await ids(small)).toHaveLength(5)
  })

  test('those accepted before the store closes are finished, the next is refused', async () => {
    const narrow = await place.open<ShelfTables>({ migrations: shelfMigrations, limits: { writers_max: 1 } })
    const wakes: string[] = []
    const accepted = [put(narrow, 'one'), put(narrow, 'two')].map((told) => told.then((id) => wakes.push(id)))
    const closing = narrow.close().then(() => wakes.push('closed'))
    await expect(put(narrow, 'three')).rejects.toMatchObject({ code: 'try-again-later' })
    await Promise.all([...accepted, closing])
    expect(wakes.toSorted()).toEqual(['closed', 'one', 'two'])
    expect(wakes.at(-1)).toBe('closed')
  })
})
