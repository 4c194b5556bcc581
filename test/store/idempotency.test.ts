import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { forgetOld, REMEMBERED_MS, recall, remember } from '../../src/store/idempotency.ts'
import { PLACES, type Place } from '../setup/ledgers.ts'
import { type Shelf, type ShelfTables, shelfMigrations } from './shelf.ts'

const NOW = 1_800_000_000_000
const body = new Uint8Array([1, 2, 3])

describe.each(PLACES)('an answer to an Idempotency-Key on $name', ({ make }) => {
  let place: Place
  let store: Shelf

  beforeEach(async () => {
    place = await make()
    store = await place.open<ShelfTables>({ migrations: shelfMigrations })
  })
  afterEach(() => place.leave())

  const keep = (owner: string, key: string, at = NOW): Promise<void> =>
    store.transact('keep', (tx) => remember(tx, owner, key, body, '{"kind":"accepted"}', at))

  test('is given again to the same owner with the same body, and to nobody else', async () => {
    await keep('ada', 'k1')
    const known = await store.transact('recall', async (tx) => ({
      same: await recall(tx, 'ada', 'k1', body),
      otherBody: await recall(tx, 'ada', 'k1', new Uint8Array([1, 2])),
      otherKey: await recall(tx, 'ada', 'k2', body),
      otherOwner: await recall(tx, 'bob', 'k1', body),
    }))
    expect(known).toEqual({
      same: { kind: 'same', answer: '{"kind":"accepted"}' },
      otherBody: { kind: 'other-body' },
      otherKey: { kind: 'none' },
      otherOwner: { kind: 'none' },
    })
  })

  test('is one answer with one effect, however many of the same request come at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        store.transact('request', async (tx) => {
          const before = await recall(tx, 'ada', 'k1', body)
          if (before.kind === 'same') return before.answer
          await tx
            .insertInto('shelf')
            .values({ id: `effect ${n}`, count: n, note: null, bytes: null })
            .execute()
          await remember(tx, 'ada', 'k1', body, `answer ${n}`, NOW)
          return `answer ${n}`
        }),
      ),
    )
    expect(new Set(answers).size).toBe(1)
    expect(await store.reads.selectFrom('shelf').select('id').execute()).toHaveLength(1)
  })

  test('is forgotten after a week, in chunks of 500, and not before', async () => {
    await store.transact('fill', async (tx) => {
      for (let n = 0; n < 501; n++) await remember(tx, 'ada', `old ${n}`, body, '{}', NOW - REMEMBERED_MS - 1)
    })
    await keep('ada', 'fresh', NOW - REMEMBERED_MS)
    expect(await store.transact('forget', (tx) => forgetOld(tx, NOW))).toBe(true)
    expect(await store.transact('forget', (tx) => forgetOld(tx, NOW))).toBe(false)
    const left = await store.reads.selectFrom('idempotency').select('key').execute()
    expect(left.map(({ key }) => key)).toEqual(['fresh'])
  })
})
