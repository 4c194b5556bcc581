import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  type DeviceSubscription,
  endDeviceSubscription,
  moveDeviceSubscription,
  startDeviceSubscription,
  subscriptionsOf,
  takeYear,
} from '../../src/billing/device-subscriptions.ts'
import { yearOf } from '../../src/billing/years.ts'
import { MIGRATIONS, type Tables } from '../../src/flows/tables.ts'
import type { Store } from '../../src/store/store.ts'
import { PLACES, type Place } from '../setup/ledgers.ts'
import { testWorld } from '../setup/world.ts'

const at = (text: string): number => Date.parse(text)
const REGISTERED = at('2027-03-17T10:00:00Z')

describe.each(PLACES)('subscriptions of devices on $name', (kind) => {
  const world = testWorld()
  let place: Place
  let ledger: Store<Tables>
  beforeEach(async () => {
    place = await kind.make()
    ledger = await place.open<Tables>({ migrations: MIGRATIONS })
  })
  afterEach(() => place.leave())

  const start = (accountId: string, when = REGISTERED, deviceId = 'd') =>
    ledger.transact('start', (tx) => startDeviceSubscription(tx, world, { deviceId, accountId, at: when }))
  const move = (from: string, to: string, when: number) =>
    ledger.transact('move', (tx) => moveDeviceSubscription(tx, world, { deviceId: 'd', from, to, at: when }))
  const end = (when: number) => ledger.transact('end', (tx) => endDeviceSubscription(tx, { deviceId: 'd', at: when }))
  const rows = () => subscriptionsOf(ledger.reads, { limit: 100 })

  test('registering starts one at once; its first year is due on the first of the month after', async () => {
    const id = await start('a')
    expect(await rows()).toMatchObject([{ id, started_at: REGISTERED, ended_at: null, due_at: at('2027-04-01') }])
    await ledger.transact('take', async (tx) => takeYear(tx, (await subscriptionsOf(tx, { limit: 1 }))[0]!))
    expect(await rows()).toMatchObject([{ years: 1, due_at: at('2028-04-01') }])
  })

  test('registered again by its account it keeps what it has; another account is refused', async () => {
    const first = await start('a')
    expect(await start('a', REGISTERED + 1)).toBe(first)
    expect(await start('b', REGISTERED + 1)).toBe(null)
    expect(await rows()).toHaveLength(1)
  })

  test('of ten accounts that register a device at once one has it', async () => {
    const made = await Promise.all(Array.from({ length: 10 }, (_, n) => start(`a${n}`)))
    expect(made.filter((id) => id !== null)).toHaveLength(1)
    expect(await rows()).toHaveLength(1)
  })

  test('a change of hands leaves the year that has begun with the former owner', async () => {
    await start('a')
    expect(await move('b', 'c', REGISTERED + 1)).toBe(null)
    await move('a', 'b', at('2027-09-01'))
    const [later, former] = await rows()
    expect(former).toMatchObject({ account_id: 'a', ended_at: at('2027-09-01'), due_at: at('2027-04-01') })
    expect(later).toMatchObject({ account_id: 'b', anchor_at: at('2028-03-17T10:00:00Z'), due_at: at('2028-04-01') })
    await ledger.transact('take', (tx) => takeYear(tx, former!))
    expect((await rows())[1]).toMatchObject({ due_at: null })
  })

  test('an ended one is paid to the end of its year; who registers again before that pays from then on', async () => {
    await start('a')
    expect(await end(at('2027-05-01'))).toBe(true)
    expect(await end(at('2027-05-01'))).toBe(false)
    await start('a', at('2027-06-01'))
    expect(await rows()).toMatchObject([{ anchor_at: at('2028-03-17T10:00:00Z') }, { due_at: at('2027-04-01') }])
  })
})

/** Years that a row stands for until an instant. */
function yearsOf(row: DeviceSubscription, until: number): [number, number][] {
  const made: [number, number][] = []
  for (let number = 0; ; number++) {
    const { from, until: to } = yearOf(row.anchor_at, number)
    if (from > (row.ended_at ?? until)) return made
    made.push([from, to])
  }
}

test('however a device changes hands, every instant is paid for by one owner', async () => {
  const world = testWorld()
  const place = await PLACES[0]!.make()
  const ledger = await place.open<Tables>({ migrations: MIGRATIONS })
  const step = fc.record({ to: fc.constantFrom('a', 'b', 'c'), days: fc.integer({ min: 0, max: 500 }) })
  let devices = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
      const deviceId = `device-${devices++}`
      let now = REGISTERED
      let owner = 'a'
      await ledger.transact('start', (tx) =>
        startDeviceSubscription(tx, world, { deviceId, accountId: owner, at: now }),
      )
      for (const { to, days } of steps) {
        now += days * 86_400_000
        const moved = { deviceId, from: owner, to, at: now }
        await ledger.transact('move', (tx) => moveDeviceSubscription(tx, world, moved))
        owner = to
      }
      const rows = await subscriptionsOf(ledger.reads, { deviceId, limit: 100 })
      const years = rows.flatMap((row) => yearsOf(row, now)).sort(([one], [other]) => one - other)
      expect(years[0]?.[0]).toBe(REGISTERED)
      for (const [index, year] of years.slice(1).entries()) expect(year[0]).toBe(years[index]?.[1])
      expect(years.at(-1)?.[1]).toBeGreaterThan(now)
    }),
    { numRuns: 30 },
  )
  await place.leave()
})
