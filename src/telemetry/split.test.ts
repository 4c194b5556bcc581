import fc from 'fast-check'
import { expect, test } from 'vitest'
import { writesOf } from './split.ts'
import type { Sample } from './telemetry.ts'

const numbered = (from: number, count: number): Sample[] => Array.from({ length: count }, (_, n) => ({ at: from + n }))
const sizes = (writes: { samples: readonly Sample[] }[][]): number[][] =>
  writes.map((write) => write.map(({ samples }) => samples.length))

test('a series larger than a write is cut, and the next begins where it ends', () => {
  const writes = [
    ...writesOf([
      { seriesId: 'dog', samples: numbered(0, 15_000) },
      { seriesId: 'fox', samples: numbered(0, 6_000) },
    ]),
  ]
  expect(sizes(writes)).toEqual([[10_000], [5_000, 5_000], [1_000]])
  expect(writes.flat().map(({ seriesId }) => seriesId)).toEqual(['dog', 'dog', 'fox', 'fox'])
})

test('nothing to write is no write', () => {
  expect([...writesOf([])]).toEqual([])
  expect([...writesOf([{ seriesId: 'dog', samples: [] }])]).toEqual([])
  expect(sizes([...writesOf([{ seriesId: 'dog', samples: numbered(0, 10_000) }])])).toEqual([[10_000]])
})

test('property: every write is within the limit, and together they are what was given', () => {
  const series = fc.record({ seriesId: fc.constantFrom('a', 'b', 'c'), count: fc.nat(12_000) })
  fc.assert(
    fc.property(fc.array(series, { maxLength: 5 }), (given) => {
      const batch = given.map(({ seriesId, count }, n) => ({ seriesId, samples: numbered(n * 100_000, count) }))
      const writes = [...writesOf(batch)]
      for (const write of writes) {
        expect(write.reduce((sum, { samples }) => sum + samples.length, 0)).toBeLessThanOrEqual(10_000)
      }
      const flat = (all: typeof batch): string =>
        all.flatMap(({ seriesId, samples }) => samples.map(({ at }) => `${seriesId}${at}`)).join()
      expect(flat(writes.flat() as typeof batch)).toBe(flat(batch))
    }),
    { numRuns: 20 },
  )
})
