import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { telemetryContract } from '../../src/telemetry/contract.ts'
import { openInfluxTelemetry } from '../../src/telemetry/influx/open.ts'
import type { TelemetryStore } from '../../src/telemetry/telemetry.ts'
import { type RunningInflux, runInflux } from '../setup/influxdb.ts'
import { testWorld } from '../setup/world.ts'

let influx: RunningInflux
let databases = 0
let aside: [reason: string, points: number][] = []
const noon = Date.UTC(2026, 10, 22, 12)

beforeEach(() => {
  aside = []
})
beforeAll(async () => {
  influx = await runInflux()
})
afterAll(() => influx.leave())

/** A store in a database of its own. */
function open(bucket = `koppel-${++databases}`): Promise<TelemetryStore> {
  const place = { url: influx.url, token: null, org: null, bucket }
  const tally = { setAside: (reason: string, points: number) => void aside.push([reason, points]) }
  return openInfluxTelemetry({ place, beside: { memory: true }, world: testWorld(), fetch, tally })
}

telemetryContract('InfluxDB 1.6', open)

describe('a point that InfluxDB will never store', () => {
  test('is set aside with its reason, and the rest of its batch is stored', async () => {
    const bucket = `koppel-${++databases}`
    const store = await open(bucket)
    await influx.write(bucket, `sim,series_id=elsewhere balance="money" ${noon}`)
    const samples = Array.from({ length: 50 }, (_, n) => ({
      at: noon + n,
      bat: n,
      ...(n === 17 ? { balance: 5 } : {}),
    }))
    await store.write([{ seriesId: 'dog', samples }])
    const stored = await store.series({ seriesId: 'dog', field: 'bat', from: noon, to: noon + 50, limit: 100 })
    expect(stored.map(([, n]) => n)).toEqual(samples.map(({ bat }) => bat))
    expect(aside).toEqual([['refused-by-engine', 1]])
    await store.close()
  })
})
