import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { silent } from '../std/log.ts'
import { type EmbeddedLimits, openEmbeddedTelemetry } from './embedded.ts'
import { openTelemetryCore } from './embedded-core.ts'
import type { ThinPlace } from './embedded-thin.ts'
import { packSamples } from './packed.ts'
import type { Sample, TelemetryStore } from './telemetry.ts'

const HOUR = 3_600_000
const noon = Date.UTC(2026, 10, 22, 12)
const ever = { from: 0, to: noon + 1_000 * HOUR, limit: 10_000 }

let folder: string
let store: TelemetryStore
const open = async (limits: Partial<EmbeddedLimits> = {}): Promise<void> => {
  store = await openEmbeddedTelemetry({
    file: join(folder, 'telemetry.db'),
    inline: true,
    world: { log: silent },
    limits,
  })
}
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'telemetry-thin-'))
  await open()
})
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

const put = (seriesId: string, ...samples: Sample[]): Promise<void> => store.write(packSamples([{ seriesId, samples }]))
const thin = (olderThan: number): Promise<void> | undefined => store.thin?.({ olderThan })
const kept = (seriesId: string) => store.samples({ ...ever, seriesId })
const means = (seriesId: string, every_ms = HOUR) => store.series({ ...ever, seriesId, field: 'bat', every_ms })
const every = (minutes: number, count: number, from = noon): Sample[] =>
  Array.from({ length: count }, (_, n) => ({ at: from + n * minutes * 60_000, bat: n }))

test('of an hour that is over stay the last value of each field, and the mean of all', async () => {
  const position = { lat: 59.3, lon: 18.1 }
  await put(
    'dog',
    { at: noon, bat: 80, balance: 500 },
    { at: noon + 1, bat: 60, ...position },
    { at: noon + 2, bat: 10 },
  )
  await thin(noon + HOUR)
  expect(await kept('dog')).toEqual([
    { at: noon, bat: 80, balance: 500 },
    { at: noon + 1, bat: 60, ...position },
    { at: noon + 2, bat: 10 },
  ])
  await put(
    'fox',
    { at: noon, bat: 80 },
    { at: noon + 1, bat: 60, ...position },
    { at: noon + 2, bat: 10, ...position },
  )
  await thin(noon + HOUR)
  expect(await kept('fox')).toEqual([{ at: noon + 2, bat: 10, ...position }])
  expect(await means('fox')).toEqual([[noon, 50]])
  expect((await store.track({ ...ever, seriesId: 'fox' })).length).toBe(1)
})

test('an hour that has not ended before the term stays as it was measured', async () => {
  await put('dog', ...every(10, 12))
  await thin(noon + 2 * HOUR - 1)
  expect((await kept('dog')).map(({ bat }) => bat)).toEqual([5, 6, 7, 8, 9, 10, 11])
  expect(await means('dog')).toEqual([
    [noon, 2.5],
    [noon + HOUR, 8.5],
  ])
})

test('what comes late for an hour that was summed up is kept, twice is once, and no mean counts anything double', async () => {
  await put('dog', ...every(10, 6))
  await thin(noon + HOUR)
  // Sent again: one that has stayed and one that is gone; and one that was never there.
  await put('dog', ...every(10, 6).slice(4), { at: noon + 7, bat: 99 })
  for (let night = 0; night < 3; night++) await thin(noon + HOUR)
  expect((await kept('dog')).map(({ bat }) => bat)).toEqual([99, 4, 5])
  expect(await means('dog')).toEqual([[noon, 2.5]])
})

test('an hour that came late as a whole is summed up the night after', async () => {
  await put('dog', ...every(10, 6, noon + 5 * HOUR))
  await thin(noon + 6 * HOUR)
  await put('dog', ...every(10, 6))
  await thin(noon + 6 * HOUR)
  expect((await kept('dog')).map(({ bat }) => bat)).toEqual([5, 5])
  expect(await means('dog', 24 * HOUR)).toEqual([[Date.UTC(2026, 10, 22), 2.5]])
})

test('steps of any size come to the same, over many series, and a stop leaves the rest for the next night', async () => {
  const names = ['ant', 'dog', 'fox']
  await store.close()
  await open({ stepRows_max: 7 })
  for (const name of names) await put(name, ...every(10, 30))
  const stop = new AbortController()
  const thinning = store.thin?.({ olderThan: noon + 5 * HOUR, signal: stop.signal })
  stop.abort(new Error('stopped'))
  await expect(thinning).rejects.toThrow('stopped')
  expect((await kept('fox')).length).toBe(30)
  await thin(noon + 5 * HOUR)
  for (const name of names) expect((await kept(name)).map(({ bat }) => bat)).toEqual([5, 11, 17, 23, 29])
})

test('an hour with more than five samples a second is left whole', async () => {
  const many = Array.from({ length: 20_001 }, (_, n) => ({ at: noon + n, bat: 1 }))
  await store.write(packSamples([{ seriesId: 'dog', samples: many.slice(0, 10_000) }]))
  await store.write(packSamples([{ seriesId: 'dog', samples: many.slice(10_000, 20_000) }]))
  await put('dog', ...many.slice(20_000), { at: noon + HOUR, bat: 3 }, { at: noon + HOUR + 1, bat: 5 })
  await thin(noon + 2 * HOUR)
  expect(await store.holdsMore({ seriesId: 'dog', from: noon, to: noon + HOUR, samples_max: 20_000 })).toBe(true)
  expect((await means('dog')).map(([, mean]) => mean)).toEqual([1, 4])
})

test('what is erased or pruned goes with its hours', async () => {
  await put('dog', ...every(10, 12))
  await put('fox', ...every(10, 12))
  await thin(noon + 2 * HOUR)
  await store.erase('dog')
  expect(await means('dog')).toEqual([])
  await store.prune({ olderThan: noon + HOUR })
  expect(await means('fox')).toEqual([[noon + HOUR, 8.5]])
  await store.prune({ olderThan: noon + 3 * HOUR })
  await store.close()
  const db = new DatabaseSync(join(folder, 'telemetry.db'), { readOnly: true })
  for (const table of ['hours', 'samples', 'series'])
    expect([table, db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n]).toEqual([table, 0])
  db.close()
  await open()
})

test('a file of the version before is taken over, and thinned', async () => {
  await put('dog', ...every(10, 6))
  await store.close()
  const db = new DatabaseSync(join(folder, 'telemetry.db'))
  db.exec('DROP TABLE hours; PRAGMA user_version = 2')
  db.close()
  await open()
  await thin(noon + HOUR)
  expect(await means('dog')).toEqual([[noon, 2.5]])
})

test('a prune inside an hour leaves its mean as it was, until the hour has ended too', async () => {
  await put('dog', ...every(1, 60))
  await thin(noon + HOUR)
  await store.prune({ olderThan: noon + HOUR / 2 })
  await thin(noon + HOUR)
  expect(await means('dog')).toEqual([[noon, 29.5]])
  await store.prune({ olderThan: noon + HOUR })
  expect([await means('dog'), await kept('dog')]).toEqual([[], []])
})

test('values of a field that an hour had none of are in the means, however late they come', async () => {
  await put('dog', ...every(10, 6))
  await thin(noon + HOUR)
  await put('dog', { at: noon + 7, rssi: -80, bat: 99 }, { at: noon + 8, rssi: -60 })
  await thin(noon + HOUR)
  expect(await store.series({ ...ever, seriesId: 'dog', field: 'rssi', every_ms: HOUR })).toEqual([[noon, -70]])
  expect(await means('dog')).toEqual([[noon, 2.5]])
})

test('hours that are left whole count for the length of a step', () => {
  const core = openTelemetryCore(':memory:')
  const crowded = (hour: number) => Array.from({ length: 20_001 }, (_, n) => ({ at: noon + hour * HOUR + n, bat: 1 }))
  for (const hour of [0, 1, 2]) core.write(packSamples([{ seriesId: 'dog', samples: crowded(hour) }]))
  const places: unknown[] = []
  for (let from: ThinPlace | null = { series: 0, at: 0 }; from; ) {
    from = core.thinStep({ olderThan: noon + 3 * HOUR, from, rows_max: 2_000 })
    places.push(from)
  }
  core.close()
  expect(places).toEqual([
    ...[1, 2, 3].map((hours) => ({ series: 1, at: noon + hours * HOUR })),
    { series: 2, at: 0 },
    null,
  ])
})

test('property: means, least and greatest by whole hours are the same after thinning, in whatever steps and however often', async () => {
  const sample = fc.record(
    { at: fc.nat(10 * HOUR).map((ms) => noon + ms), bat: fc.nat(100), rssi: fc.integer({ min: -150, max: 0 }) },
    { requiredKeys: ['at'] },
  )
  const hours = fc.nat(12)
  const size = fc.integer({ min: 1, max: 20 })
  await fc.assert(
    fc.asyncProperty(
      fc.array(sample, { minLength: 1, maxLength: 60 }),
      fc.array(hours),
      size,
      async (all, nights, step) => {
        await store.erase('dog')
        await store.close()
        await open({ stepRows_max: step })
        await put('dog', ...(all as Sample[]))
        const asked = (['bat', 'rssi'] as const).flatMap((field) =>
          (['mean', 'min', 'max', 'last'] as const).flatMap((aggregate) =>
            [1, 3, 24].map((n) => ({ ...ever, seriesId: 'dog', field, aggregate, every_ms: n * HOUR })),
          ),
        )
        const answers = async () => Promise.all(asked.map((query) => store.series(query)))
        const before = await answers()
        const last = await store.last('dog')
        for (const night of nights) await thin(noon + night * HOUR)
        const after = await answers()
        for (const [at, points] of before.entries()) {
          expect(after[at]?.map(([start]) => start)).toEqual(points.map(([start]) => start))
          for (const [nth, [, value]] of points.entries()) expect(after[at]?.[nth]?.[1]).toBeCloseTo(value, 9)
        }
        expect(await store.last('dog')).toEqual(last)
      },
    ),
    { numRuns: 60 },
  )
})
