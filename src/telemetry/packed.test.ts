import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packSamples, SampleRows } from './packed.ts'
import { FIELDS, PACKED_WIDTH, type Sample, WHOLE_FIELDS } from './telemetry.ts'

const measured = fc.double({ noNaN: true, noDefaultInfinity: true })
const arbitrarySample: fc.Arbitrary<Sample> = fc
  .record(
    Object.fromEntries(FIELDS.map((field) => [field, WHOLE_FIELDS.has(field) ? fc.maxSafeInteger() : measured])),
    {
      requiredKeys: [],
    },
  )
  .chain((fields) => fc.nat().map((at) => ({ ...fields, at })))

test('property: samples come out of their rows as they went in, however many', () => {
  fc.assert(
    fc.property(fc.array(arbitrarySample, { maxLength: 40 }), (samples) => {
      const rows = new SampleRows()
      for (const sample of samples) rows.add(sample)
      expect(rows.length).toBe(samples.length)
      expect(samples.map((_, row) => rows.sampleOf(row))).toEqual(samples)
      expect(samples.map((_, row) => rows.timeOf(row))).toEqual(samples.map(({ at }) => at))
    }),
  )
})

test('property: rows hold what packing them at once holds, field by field in their order', () => {
  fc.assert(
    fc.property(fc.array(arbitrarySample, { maxLength: 20 }), (samples) => {
      const rows = new SampleRows()
      for (const sample of samples) rows.add(sample)
      const { values, counts } = packSamples([{ seriesId: 'dog', samples }])
      expect([...rows.numbers(0, samples.length)]).toEqual([...values])
      expect(counts).toEqual([samples.length])
      for (const [row, sample] of samples.entries())
        for (const [place, field] of FIELDS.entries())
          expect(values[row * PACKED_WIDTH + 1 + place]).toBe(sample[field] ?? Number.NaN)
    }),
  )
})

test('a number that is none is refused: packed it would be one that was not measured', () => {
  expect(() => packSamples([{ seriesId: 'dog', samples: [{ at: 1, bat: Number.NaN }] }])).toThrow(RangeError)
})
