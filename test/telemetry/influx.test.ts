import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Log, silent } from '../../src/std/log.ts'
import { manualClock } from '../../src/std/manual-clock.ts'
import { telemetryContract } from '../../src/telemetry/contract.ts'
import { openEmbeddedTelemetry, type TelemetryPlace } from '../../src/telemetry/embedded.ts'
import { openInfluxTelemetry } from '../../src/telemetry/influx/open.ts'
import { packSamples } from '../../src/telemetry/packed.ts'
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
function open(bucket = `koppel-${++databases}`, beside: TelemetryPlace = { memory: true }): Promise<TelemetryStore> {
  const place = { url: influx.url, token: null, org: null, bucket }
  const tally = { setAside: (reason: string, points: number) => void aside.push([reason, points]) }
  return openInfluxTelemetry({ place, beside, world: testWorld(), fetch, tally })
}

telemetryContract('InfluxDB 1.6', open)

describe('written by a thread of its own, as a house does', () => {
  let directory: string
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'koppel-influx-'))
  })
  afterAll(() => rm(directory, { recursive: true, force: true }))
  telemetryContract('InfluxDB 1.6', (bucket = `koppel-${++databases}`) =>
    open(bucket, { file: join(directory, `${bucket}.db`) }),
  )

  test('a point that InfluxDB will never store is set aside in the file beside it, and counted', async () => {
    const bucket = `koppel-${++databases}`
    const store = await open(bucket, { file: join(directory, `${bucket}.db`) })
    await influx.write(bucket, `telemetry,series_id=elsewhere bat="full" ${noon}`)
    await store.write(packSamples([{ seriesId: 'dog', samples: [{ at: noon, bat: 5 }] }]))
    expect(aside).toEqual([['refused-by-engine', 1]])
    expect(await store.setAside?.count()).toBe(1)
    await store.close()
  })
})

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
    await store.write(packSamples([{ seriesId: 'dog', samples }]))
    const stored = await store.series({ seriesId: 'dog', field: 'bat', from: noon, to: noon + 50, limit: 100 })
    expect(stored.map(([, n]) => n)).toEqual(samples.map(({ bat }) => bat))
    expect(aside).toEqual([['refused-by-engine', 1]])
    await store.close()
  })
})

describe('hours summed up', () => {
  const hour = 3_600_000
  const day = 24 * hour
  const now = noon + 10 * day
  /** A store on a clock of its own; `roll` sums up what is over, and waits until that is done. */
  async function opened() {
    const bucket = `koppel-${++databases}`
    const clock = manualClock(now)
    let rolled: () => void = () => {}
    const log: Log = { ...silent, debug: (_, what) => what === 'hours summed up' && rolled() }
    const store = await openInfluxTelemetry({
      place: { url: influx.url, token: null, org: null, bucket },
      beside: { memory: true },
      world: { ...testWorld(), clock, log },
      fetch,
      tally: { setAside: () => {} },
    })
    const roll = async (): Promise<void> => {
      const done = new Promise<void>((resolve) => {
        rolled = resolve
      })
      await clock.advance(60_000)
      await done
    }
    return { store, roll, bucket }
  }
  const samples = Array.from({ length: 500 }, (_, n) => ({
    at: noon + n * 997_000,
    bat: n % 90,
    balance: -n,
    until: n,
  }))
  const query = { seriesId: 'dog', from: noon - day, to: now, limit: 1_000 }

  test('draw the same chart as the samples, whatever came late, and however often they are summed up', async () => {
    const { store, roll } = await opened()
    const plain = await openEmbeddedTelemetry({ memory: true, world: { log: silent } })
    const same = async (): Promise<void> => {
      for (const every_ms of [hour, 6 * hour, day])
        for (const field of ['bat', 'balance', 'until'] as const) {
          const drawn = await store.series({ ...query, field, every_ms })
          const expected = await plain.series({ ...query, field, every_ms })
          expect(drawn.map(([at]) => at)).toEqual(expected.map(([at]) => at))
          for (const [place, [, value]] of drawn.entries())
            expect(value).toBeCloseTo(expected[place]?.[1] ?? Number.NaN, 9)
        }
    }
    for (const some of [samples.slice(0, 300), samples.slice(300), [{ at: noon + 5, bat: 99 }], samples.slice(7, 9)]) {
      for (const one of [store, plain]) await one.write(packSamples([{ seriesId: 'dog', samples: some }]))
      await same()
      await roll()
      await same()
    }
    await roll()
    await same()
    await store.close()
    await plain.close()
  })

  test('are what charts are drawn from: they stand when the samples are gone', async () => {
    const { store, roll, bucket } = await opened()
    await store.write(packSamples([{ seriesId: 'dog', samples }]))
    const before = await store.series({ ...query, field: 'bat', every_ms: day })
    await roll()
    await influx.query(bucket, 'DELETE FROM "telemetry"')
    const after = await store.series({ ...query, field: 'bat', every_ms: day })
    expect(after.length).toBe(before.length)
    await store.erase('dog')
    expect(await store.series({ ...query, field: 'bat', every_ms: day })).toEqual([])
    await store.close()
  })
})

test('an InfluxDB that is killed in the middle of writing has, once it is back and the writes are made again, every point once', async () => {
  const own = await runInflux()
  const place = { url: own.url, token: null, org: null, bucket: 'koppel' }
  const store = await openInfluxTelemetry({
    place,
    beside: { memory: true },
    world: testWorld(),
    fetch,
    tally: { setAside: () => {} },
  })
  const batches = Array.from({ length: 20 }, (_, batch) =>
    Array.from({ length: 500 }, (_, n) => ({ at: noon + batch * 500 + n, bat: n % 100 })),
  )
  const left = [...batches]
  const writing = (async () => {
    for (let [next] = left; next; [next] = left) {
      await store.write(packSamples([{ seriesId: 'dog', samples: next }]))
      left.shift()
      if (left.length === 12) void own.kill()
    }
  })()
  await expect(writing).rejects.toMatchObject({ code: 'try-again-later' })
  expect(left.length).toBeGreaterThan(0)
  await own.kill()
  await own.start()
  for (const samples of left) await store.write(packSamples([{ seriesId: 'dog', samples }]))
  const stored = await store.series({ seriesId: 'dog', field: 'bat', from: noon, to: noon + 10_000, limit: 10_000 })
  expect(stored.map(([at]) => at)).toEqual(batches.flat().map(({ at }) => at))
  await store.close()
  await own.leave()
})
