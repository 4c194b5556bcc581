import { afterEach, beforeEach, expect, test } from 'vitest'
import { openInfluxTelemetry } from '../../src/telemetry/influx/open.ts'
import { packSamples } from '../../src/telemetry/packed.ts'
import type { SetAsidePoints } from '../../src/telemetry/set-aside.ts'
import type { TelemetryStore } from '../../src/telemetry/telemetry.ts'
import { testWorld } from '../setup/world.ts'
import { type FakeInflux, fakeInflux } from './fake-influx.ts'

const noon = Date.UTC(2026, 10, 22, 12)
const json = { 'content-type': 'application/json' }
let influx: FakeInflux
let store: TelemetryStore
let points: SetAsidePoints
/** What InfluxDB takes offence at. */
let offence: RegExp | null

beforeEach(async () => {
  influx = await fakeInflux()
  offence = / bat=[37] /
  influx.answer = ({ path, body }) => {
    if (!path.startsWith('/write') || offence === null || !offence.test(body)) return null
    return { status: 400, headers: json, body: JSON.stringify({ error: 'partial write: field type conflict: bat' }) }
  }
  const place = { url: influx.url, token: null, org: null, bucket: 'koppel' }
  const tally = { setAside: () => {} }
  store = await openInfluxTelemetry({ place, beside: { memory: true }, world: testWorld(), fetch, tally })
  if (!store.setAside) throw new Error('InfluxDB refuses points')
  points = store.setAside
  await store.write(
    packSamples([{ seriesId: 'dog', samples: Array.from({ length: 9 }, (_, bat) => ({ at: noon + bat, bat })) }]),
  )
  influx.writes = []
})
afterEach(async () => {
  await store.close()
  await influx.stop()
})

const bats = async () => (await points.list({ after: 0, limit: 10 })).map(({ line }) => / bat=(\d)/.exec(line)?.[1])

test('points that InfluxDB refused are listed with their reason, page by page', async () => {
  const [first, second] = await points.list({ after: 0, limit: 10 })
  expect(first).toMatchObject({ series: 'dog', reason: expect.stringContaining('field type conflict') })
  expect(second?.line).toBe(`telemetry,series_id=dog bat=7 ${noon + 7}`)
  expect(await points.list({ after: first?.id ?? 0, limit: 1 })).toEqual([second])
  expect(await points.count()).toBe(2)
})

test('tried again once the cause is mended, they are stored and set aside no longer', async () => {
  offence = null
  expect(await points.retry()).toEqual({ stored: 2, refused: 0 })
  expect(influx.writes.flat()).toEqual([3, 7].map((bat) => `telemetry,series_id=dog bat=${bat} ${noon + bat}`))
  expect(await points.retry()).toEqual({ stored: 0, refused: 0 })
})

test('what is refused again stays set aside, and the rest is stored', async () => {
  offence = / bat=7 /
  expect(await points.retry()).toEqual({ stored: 1, refused: 1 })
  expect(await bats()).toEqual(['7'])
})

test('nothing is taken for stored while InfluxDB is away', async () => {
  await influx.stop()
  await expect(points.retry()).rejects.toMatchObject({ code: 'try-again-later' })
  expect(await points.count()).toBe(2)
  await influx.start()
})

test('a series that is erased takes what was set aside of it along', async () => {
  await store.erase('dog')
  expect(await points.retry()).toEqual({ stored: 0, refused: 0 })
})
