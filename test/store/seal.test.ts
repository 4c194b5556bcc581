import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ManualClock, manualClock } from '../../src/std/manual-clock.ts'
import type { World } from '../../src/std/world.ts'
import { record } from '../../src/store/audit.ts'
import { verifyAudit } from '../../src/store/audit-chain.ts'
import { tell } from '../../src/store/events.ts'
import { type Sealed, sealOnce } from '../../src/store/seal.ts'
import { PLACES, type Place } from '../setup/ledgers.ts'
import { testWorld } from '../setup/world.ts'
import { type Shelf, type ShelfTables, shelfMigrations } from './shelf.ts'

describe.each(PLACES)('the sealer on $name', ({ make }) => {
  let place: Place
  let store: Shelf
  let clock: ManualClock
  let world: World

  beforeEach(async () => {
    place = await make()
    store = await place.open<ShelfTables>({ migrations: shelfMigrations })
    clock = manualClock()
    world = { ...testWorld(), clock }
  })
  afterEach(() => place.leave())

  const seal = (holder = 'me'): Promise<Sealed> => store.transact('seal', (tx) => sealOnce(tx, clock.now(), holder))

  const happen = (times: number): Promise<void> =>
    store.transact('happens', async (tx) => {
      for (let n = 0; n < times; n++) {
        await clock.advance(0)
        await tell(tx, world, { accountId: 'a', topic: 'device:d', body: `{"n":${n}}` })
        const details = `{"n":${n}}`
        await record(tx, world, { actor: 'user:u', act: 'redeem', accountId: null, subject: 'device:d', details })
      }
    })

  const tamper = (statement: string): Promise<unknown> =>
    store.transact('tampers', (tx) => sql.raw(statement).execute(tx as never))

  test('numbers events 1, 2, 3 without a gap over several runs', async () => {
    await happen(3)
    await seal()
    await happen(2)
    await seal()
    const rows = await store.reads.selectFrom('events').select('seq').orderBy('seq').execute()
    expect(rows.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5])
  })

  test('touches no more than 500 rows a run, and says when there are more', async () => {
    await happen(260)
    expect(await seal()).toEqual({ leased: true, events: 250, audit: 250, more: true })
    expect(await seal()).toEqual({ leased: true, events: 10, audit: 10, more: false })
    expect(await seal()).toEqual({ leased: true, events: 0, audit: 0, more: false })
    expect(await verifyAudit(store.reads)).toMatchObject({ kind: 'sound', head: { seq: 260 } })
  })

  test('works for one holder at a time; another takes over when the lease has run out', async () => {
    await happen(1)
    expect(await seal('one')).toMatchObject({ leased: true })
    expect(await seal('two')).toEqual({ leased: false, events: 0, audit: 0, more: false })
    await clock.advance(15_000)
    expect(await seal('two')).toMatchObject({ leased: true })
    expect(await seal('one')).toMatchObject({ leased: false })
  })

  test('gives every number once when two holders run at the same moment', async () => {
    await happen(20)
    await Promise.all([seal('one'), seal('two'), seal('three')])
    const rows = await store.reads.selectFrom('events').select('seq').orderBy('seq').execute()
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1))
  })

  test('leaves a chain that is sound, and its head proves the end', async () => {
    await happen(5)
    await seal()
    const verdict = await verifyAudit(store.reads)
    expect(verdict).toMatchObject({ kind: 'sound', head: { seq: 5 } })
    if (verdict.kind !== 'sound') return
    await tamper('delete from audit where seq = 5')
    expect(await verifyAudit(store.reads)).toMatchObject({ kind: 'sound', head: { seq: 4 } })
    expect(await verifyAudit(store.reads, verdict.head)).toEqual({ kind: 'broken', seq: 5, fault: 'missing' })
  })

  test('a chain written anew does not fit a head that was noted before', async () => {
    await happen(5)
    await seal()
    const noted = { seq: 3, hash: new Uint8Array(32).fill(1) }
    expect(await verifyAudit(store.reads, noted)).toEqual({ kind: 'broken', seq: 3, fault: 'changed' })
  })

  test.each([
    ['a changed field', "update audit set actor = 'user:x' where seq = 3", 3, 'changed'],
    ['a null made empty', "update audit set account_id = '' where seq = 2", 2, 'changed'],
    ['a changed time', 'update audit set at = at + 1 where seq = 4', 4, 'changed'],
    ['a removed entry', 'delete from audit where seq = 3', 3, 'missing'],
    ['a removed first entry', 'delete from audit where seq = 1', 1, 'missing'],
    [
      'two entries that changed places',
      'update audit set seq = case seq when 2 then -3 when 3 then -2 end where seq in (2, 3)',
      2,
      'reordered',
    ],
  ])('makes %s show', async (_what, statement, seq, fault) => {
    await happen(5)
    await seal()
    await tamper(statement)
    await tamper('update audit set seq = -seq where seq < 0')
    expect(await verifyAudit(store.reads)).toEqual({ kind: 'broken', seq, fault })
  })
})
