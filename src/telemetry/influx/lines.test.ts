import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packSamples } from '../packed.ts'
import { FIELDS, type SeriesSamples, WHOLE_FIELDS } from '../telemetry.ts'
import { linesIn } from './batch.ts'
import { tagValue } from './layout.ts'
import { INFLUX_LIMITS } from './limits.ts'
import { lineMaker } from './lines.ts'

const lines = (batch: readonly SeriesSamples[], lanes: number) =>
  lineMaker({ ...INFLUX_LIMITS, lanes })(packSamples(batch)).map((batches) => batches.flatMap(linesIn))

test('a sample is a line for each measurement that it has fields of', () => {
  const sample = { at: 1_700_000_000_001, lat: -59.332581234567, lon: 0, bat: 1e-7, balance: -(2 ** 53 - 1), bytes: 7 }
  expect(lines([{ seriesId: 'dog', samples: [sample] }], 1)).toEqual([
    [
      'telemetry,series_id=dog lat=-59.332581234567,lon=0,bat=1e-7 1700000000001',
      'sim,series_id=dog balance=-9007199254740991 1700000000001',
      'device_state,series_id=dog bytes=7 1700000000001',
    ],
  ])
})

test('a sample that measured nothing says that the device was there', () => {
  expect(lines([{ seriesId: 'dog', samples: [{ at: 5 }] }], 1)).toEqual([['device_state,series_id=dog seen=1 5']])
})

test('a series keeps to one lane, and the lanes share the work', () => {
  const batch = Array.from({ length: 100 }, (_, n) => ({ seriesId: `series-${n}`, samples: [{ at: 1, bat: 1 }] }))
  const lanes = lines([...batch, ...batch], 2)
  for (const lane of lanes) expect(lane.length).toBeGreaterThan(50)
  for (const [line, times] of Object.entries(Object.groupBy(lanes[0] ?? [], (one) => one)))
    expect(times?.length, line).toBe(2)
})

test('whatever a series is called, its tag needs no escape and is its own', () => {
  const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 64 })
  fc.assert(
    fc.property(name, name, (one, other) => {
      expect(tagValue(one)).toMatch(/^[A-Za-z0-9._%-]+$/)
      expect(tagValue(one) === tagValue(other)).toBe(one === other)
    }),
  )
  expect(tagValue('0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b')).toBe('0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b')
  expect(tagValue("a'\\")).toBe('a%0027%005c')
})

test('a list is cut into batches that keep the limits, in their order, and what was made before is not made again', () => {
  const make = lineMaker({ ...INFLUX_LIMITS, lanes: 1, batchPoints_max: 3, batchBytes_max: 100 })
  const line = (at: number, bat: number): string => `telemetry,series_id=dog bat=${bat} ${at}`
  const samples = Array.from({ length: 7 }, (_, at) => ({ at, bat: 1 }))
  const [batches] = make(packSamples([{ seriesId: 'dog', samples }]))
  expect(batches?.map(({ points }) => points)).toEqual([3, 3, 1])
  expect(batches?.flatMap(linesIn)).toEqual(samples.map(({ at, bat }) => line(at, bat)))
  const long = { at: 1, bat: 1.2345678901234567 }
  const [next] = make(packSamples([{ seriesId: 'dog', samples: [long, long, long] }]))
  expect(next?.map(linesIn)).toEqual([[line(1, long.bat), line(1, long.bat)], [line(1, long.bat)]])
})

test('no line is longer than there is room for behind a full batch', () => {
  const odd = '\uFFFF'.repeat(64)
  const fields = Object.fromEntries(FIELDS.map((field) => [field, WHOLE_FIELDS.has(field) ? -(2 ** 53 - 1) : -5e-324]))
  const [made] = lines([{ seriesId: odd, samples: [{ at: 8e15, ...fields, lat: -1.7976931348623157e308 }] }], 1)
  for (const line of made ?? []) expect(line.length).toBeLessThan(1_024)
  expect(made?.length).toBe(3)
})
