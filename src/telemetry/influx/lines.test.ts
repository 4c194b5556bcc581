import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packSamples } from '../packed.ts'
import type { SeriesSamples } from '../telemetry.ts'
import { tagValue } from './layout.ts'
import { linesOf } from './lines.ts'

const lines = (batch: readonly SeriesSamples[], lanes: number) => linesOf(packSamples(batch), lanes)

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
