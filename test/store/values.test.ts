import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PLACES, type Place } from '../setup/ledgers.ts'
import { type Shelf, type ShelfTables, shelfMigrations } from './shelf.ts'

describe.each(PLACES)('a value on $name', ({ make }) => {
  let place: Place
  let store: Shelf

  beforeAll(async () => {
    place = await make()
    store = await place.open<ShelfTables>({ migrations: shelfMigrations })
  })
  afterAll(() => place.leave())

  const through = (row: Partial<ShelfTables['shelf']>): Promise<ShelfTables['shelf']> =>
    store.transact('through', async (tx) => {
      await tx.deleteFrom('shelf').execute()
      await tx
        .insertInto('shelf')
        .values({ id: 'x', count: 0, note: null, bytes: null, ...row })
        .execute()
      return tx.selectFrom('shelf').selectAll().executeTakeFirstOrThrow()
    })

  test('comes back as it went in: text, safe integers, bytes, null', async () => {
    const text = fc.string({ unit: 'binary' }).map((given) => given.replaceAll('\0', ''))
    const row = fc.record({
      count: fc.maxSafeInteger(),
      note: fc.option(text.filter((given) => given.isWellFormed())),
      bytes: fc.option(fc.uint8Array({ maxLength: 300 })),
    })
    await fc.assert(
      fc.asyncProperty(row, async (given) => {
        expect({ ...(await through(given)) }).toEqual({ id: 'x', ...given })
      }),
      { numRuns: 60 },
    )
  })

  test.each([
    ['a Date', new Date(0)],
    ['undefined', undefined],
    ['true', true],
    ['not a number', Number.NaN],
    ['a fraction', 1.5],
    ['an integer beyond 2^53', 2 ** 53],
    ['a BigInt', 5n],
    ['an object', { a: 1 }],
    ['an array', [1]],
  ])('is refused as a parameter when it is %s', async (_what, value) => {
    const asked = store.reads.selectFrom('shelf').select('id').where(sql<number>`${value}`, '=', 1).execute()
    await expect(asked).rejects.toMatchObject({ code: 'bad-parameter' })
  })

  test('is refused on the way out when JavaScript cannot hold it', async () => {
    await through({ count: Number.MAX_SAFE_INTEGER })
    const asked = store.reads
      .selectFrom('shelf')
      .select((row) => row('count', '+', 1).as('more'))
      .execute()
    await expect(asked).rejects.toMatchObject({ code: 'integer-too-large' })
    expect(await store.reads.selectFrom('shelf').select('id').execute()).toHaveLength(1)
  })

  test('of the wrong type is refused by the table itself', async () => {
    await expect(through({ count: 'many' as never })).rejects.toThrow()
    await expect(through({ bytes: 'text' as never, count: 'x' as never })).rejects.toThrow()
  })

  test('of a sum, a count and a condition is the same number everywhere', async () => {
    await through({ count: 7 })
    const row = await store.reads
      .selectFrom('shelf')
      .select((row) => [
        row.fn.sum<number>('count').as('sum'),
        row.fn.countAll<number>().as('rows'),
        row(row.fn.max('count'), '>', 5).as('large'),
      ])
      .executeTakeFirstOrThrow()
    expect({ ...row }).toEqual({ sum: 7, rows: 1, large: 1 })
  })

  test('of text is ordered bytewise, whatever the locale', async () => {
    const given = ['b', 'a', 'B', 'ä', 'a-', 'Z', 'ab']
    await store.transact('fill', async (tx) => {
      await tx.deleteFrom('shelf').execute()
      for (const id of given) await tx.insertInto('shelf').values({ id, count: 0, note: null, bytes: null }).execute()
    })
    const rows = await store.reads.selectFrom('shelf').select('id').orderBy('id').execute()
    expect(rows.map(({ id }) => id)).toEqual(['B', 'Z', 'a', 'a-', 'ab', 'b', 'ä'])
  })

  test('cannot be written through the reading connection', async () => {
    const writing = sql`delete from shelf`.execute(store.reads as never)
    await expect(writing).rejects.toThrow(/read-?only/i)
  })
})
