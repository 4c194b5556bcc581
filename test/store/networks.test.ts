import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { newNetworks, noteNetworks, RENEWED_MS } from '../../src/devices/note-network.ts'
import { type Ledger, MIGRATIONS, type Tables } from '../../src/flows/tables.ts'
import { raceSetting } from '../races/setting.ts'
import { PLACES, type Place } from '../setup/ledgers.ts'
import { testWorld } from '../setup/world.ts'

describe.each(PLACES)('networks on $name', ({ make }) => {
  let place: Place
  let ledger: Ledger
  let deviceId = ''
  let close = () => {}
  beforeEach(async () => {
    const world = testWorld()
    place = await make()
    ledger = await place.open<Tables>({ migrations: MIGRATIONS, world })
    const { people, keys } = await raceSetting(ledger, world, 1)
    deviceId = people[0]?.deviceId ?? ''
    close = () => keys.close()
  })
  afterEach(async () => {
    close()
    await place.leave()
  })
  const seen = (mcc: number, at: number, mnc: string | null = '08') => ({ deviceId, mcc, mnc, at })
  const tell = async (...told: ReturnType<typeof seen>[]): Promise<number> => {
    const fresh = await newNetworks(ledger.reads, told)
    await ledger.transact('note', (tx) => noteNetworks(tx, fresh))
    return fresh.length
  }
  const noted = () =>
    ledger.reads
      .selectFrom('devices')
      .select(['mcc', 'mnc', 'network_at'])
      .where('id', '=', deviceId)
      .executeTakeFirst()

  test('the first is noted, another at once, and the same one no more than once an hour', async () => {
    expect(await tell(seen(240, 1_000))).toBe(1)
    expect(await tell(seen(240, 2_000))).toBe(0)
    expect(await tell(seen(242, 3_000))).toBe(1)
    expect(await tell(seen(242, 3_000 + RENEWED_MS))).toBe(1)
    expect(await noted()).toEqual({ mcc: 242, mnc: '08', network_at: 3_000 + RENEWED_MS })
  })

  test('what was told late about earlier changes nothing, also when both arrive at once', async () => {
    await tell(seen(242, 5_000))
    expect(await tell(seen(240, 4_000))).toBe(0)
    await ledger.transact('race', (tx) => noteNetworks(tx, [seen(240, 4_000)]))
    expect(await noted()).toMatchObject({ mcc: 242 })
  })

  test('a device that nobody knows is nobody', async () => {
    expect(await newNetworks(ledger.reads, [{ deviceId: 'nobody', mcc: 240, mnc: null, at: 1 }])).toEqual([])
  })
})
