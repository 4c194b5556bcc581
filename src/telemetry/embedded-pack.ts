import { FIELDS, type Sample, type SeriesSamples } from './telemetry.ts'

/** Samples on their way to another thread: numbers in one buffer, which is handed over, where objects would be copied name by name. */
export type PackedSamples = {
  seriesIds: readonly string[]
  /** Samples of each series. */
  counts: readonly number[]
  /** Of each sample its time and its fields in the order of `FIELDS`; NaN: not measured. */
  values: Float64Array<ArrayBuffer>
}

/** Numbers of one sample. */
export const PACKED_WIDTH = 1 + FIELDS.length

/** @throws RangeError for a value that is no finite number: it would arrive as one that was not measured */
export function packSamples(batch: readonly SeriesSamples[]): PackedSamples {
  const total = batch.reduce((sum, { samples }) => sum + samples.length, 0)
  const values = new Float64Array(total * PACKED_WIDTH)
  let at = 0
  for (const { samples } of batch) {
    for (const sample of samples) {
      values[at++] = sample.at
      for (const field of FIELDS) {
        const value = sample[field]
        if (value !== undefined && !Number.isFinite(value)) throw new RangeError(`no value for ${field}: ${value}`)
        values[at++] = value ?? Number.NaN
      }
    }
  }
  return {
    seriesIds: batch.map(({ seriesId }) => seriesId),
    counts: batch.map(({ samples }) => samples.length),
    values,
  }
}

/** The samples that were packed. */
export function unpackSamples({ seriesIds, counts, values }: PackedSamples): SeriesSamples[] {
  let at = 0
  return seriesIds.map((seriesId, index) => {
    const samples = Array.from({ length: counts[index] ?? 0 }, () => {
      const sample: Sample = { at: values[at++] ?? Number.NaN }
      for (const field of FIELDS) {
        const value = values[at++] ?? Number.NaN
        if (!Number.isNaN(value)) sample[field] = value
      }
      return sample
    })
    return { seriesId, samples }
  })
}
