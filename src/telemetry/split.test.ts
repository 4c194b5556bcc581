import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SampleRows } from './packed.ts'
import { writesOf } from './split.ts'
import { PACKED_WIDTH, type PackedSamples } from './telemetry.ts'

function numbered(from: number, count: number): SampleRows {
  const rows = new SampleRows()
  for (let n = 0; n < count; n++) rows.add({ at: from + n })
  return rows
}
const counts = (writes: readonly PackedSamples[]) => writes.map((write) => write.counts)
const timesIn = ({ values }: PackedSamples): number[] =>
  Array.from({ length: values.length / PACKED_WIDTH }, (_, row) => values[row * PACKED_WIDTH] ?? -1)

test('a series larger than a write is cut, and the next begins where it ends', () => {
  const writes = [
    ...writesOf([
      ['dog', numbered(0, 15_000)],
      ['fox', numbered(20_000, 6_000)],
    ]),
  ]
  expect(counts(writes)).toEqual([[10_000], [5_000, 5_000], [1_000]])
  expect(writes.flatMap(({ seriesIds }) => seriesIds)).toEqual(['dog', 'dog', 'fox', 'fox'])
  expect(writes.map((write) => timesIn(write)[0])).toEqual([0, 10_000, 25_000])
})

test('nothing to write is no write', () => {
  expect([...writesOf([])]).toEqual([])
  expect([...writesOf([['dog', numbered(0, 0)]])]).toEqual([])
  expect(counts([...writesOf([['dog', numbered(0, 10_000)]])])).toEqual([[10_000]])
})

test('each write has a buffer of its own: the store takes it over', () => {
  const rows = numbered(0, 10_001)
  for (const { values } of writesOf([['dog', rows]])) values.fill(-1)
  expect([rows.timeOf(0), rows.timeOf(10_000)]).toEqual([0, 10_000])
})

test('property: every write is within the limit, and together they are what was given', () => {
  const series = fc.record({ seriesId: fc.constantFrom('a', 'b', 'c'), count: fc.nat(12_000) })
  fc.assert(
    fc.property(fc.array(series, { maxLength: 5 }), (given) => {
      const writes = [...writesOf(given.map(({ seriesId, count }, n) => [seriesId, numbered(n * 100_000, count)]))]
      for (const write of writes) {
        const samples = write.counts.reduce((sum, count) => sum + count, 0)
        expect(samples).toBeLessThanOrEqual(10_000)
        expect(write.values.length).toBe(samples * PACKED_WIDTH)
      }
      const all = given.flatMap(({ count }, n) => Array.from({ length: count }, (_, at) => n * 100_000 + at))
      expect(writes.flatMap(timesIn).join()).toBe(all.join())
      const named = writes.flatMap(({ seriesIds, counts: of }) => seriesIds.flatMap((id, at) => Array(of[at]).fill(id)))
      expect(named.join()).toBe(given.flatMap(({ seriesId, count }) => Array(count).fill(seriesId)).join())
    }),
    { numRuns: 20 },
  )
})
