import { afterAll, beforeAll, expect, test } from 'vitest'
import { packSamples } from '../../src/telemetry/packed.ts'
import { as, type OpenDoor, openDoor, type Person } from './open-door.ts'

const HOUR_MS = 3_600_000
let door: OpenDoor
let owner: Person
let device: string
beforeAll(async () => {
  door = await openDoor()
  owner = await door.person('owner')
  device = await door.collar(owner.accountId)
})
afterAll(() => door.close())

const runway = async () => (await door.api.inject({ url: `/api/v1/devices/${device}/runway`, ...as(owner) })).json()

test('what was never reported is not forecast', async () => {
  expect((await runway()).battery).toEqual({ state: 'unknown', why: 'never-reported', knownSteps: 0, neededSteps: 48 })
})

test('from what a collar reported comes when its battery is empty, as a span, and the same each time', async () => {
  const { seriesId } = (
    await door.house.ledger.reads
      .selectFrom('ownerships')
      .select('series_id as seriesId')
      .where('device_id', '=', device)
      .execute()
  )[0] ?? { seriesId: '' }
  const now = door.clock.now()
  const samples = Array.from({ length: 20 * 96 + 1 }, (_, quarter) => {
    const at = now - (20 * 96 - quarter) * (HOUR_MS / 4)
    // Two per cent an hour, and on the charger every other day.
    return { at, bat: 98 - ((quarter / 2 + 20) % 96) }
  })
  await door.house.telemetry.write(packSamples([{ seriesId, samples }]))
  const { battery } = await runway()
  expect(battery).toMatchObject({ state: 'forecast', by: 'use', measuredWithin: expect.any(Number) })
  expect(battery.p10 <= battery.p50 && battery.p50 <= battery.p90).toBe(true)
  expect(Date.parse(battery.p50) - now).toBeGreaterThan(20 * HOUR_MS)
  expect(Date.parse(battery.p50) - now).toBeLessThan(60 * HOUR_MS)
  expect((await runway()).battery).toEqual(battery)
})
