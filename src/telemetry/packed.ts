import { FIELDS, PACKED_WIDTH, type PackedSamples, type Sample, type SeriesSamples } from './telemetry.ts'

/** Rows that are made room for at first; the room doubles. */
const ROWS_FIRST = 8

/**
 * Samples of one series as they are collected, a row of numbers each (`PackedSamples`). A batch is held until it is stored, and objects that live so long are copied
 * from one generation of the heap into the next, which cost more than decoding them.
 */
export class SampleRows {
  #values = new Float64Array(ROWS_FIRST * PACKED_WIDTH)
  #length = 0

  get length(): number {
    return this.#length
  }

  /** @param sample its numbers are finite */
  add(sample: Sample): void {
    const to = this.#length * PACKED_WIDTH
    if (to === this.#values.length) {
      const larger = new Float64Array(2 * to)
      larger.set(this.#values)
      this.#values = larger
    }
    putRow(this.#values, to, sample)
    this.#length++
  }

  /** Milliseconds since 1970. */
  timeOf(row: number): number {
    return this.#values[row * PACKED_WIDTH] ?? Number.NaN
  }

  sampleOf(row: number): Sample {
    return sampleAt(this.#values, row * PACKED_WIDTH)
  }

  /** The numbers of some rows, as they are now. */
  numbers(from: number, to: number): Float64Array {
    return this.#values.subarray(from * PACKED_WIDTH, Math.min(to, this.#length) * PACKED_WIDTH)
  }
}

/** @throws RangeError for a value that is no finite number: it would stand there as one that was not measured */
export function packSamples(batch: readonly SeriesSamples[]): PackedSamples {
  const total = batch.reduce((sum, { samples }) => sum + samples.length, 0)
  const values = new Float64Array(total * PACKED_WIDTH)
  let at = 0
  for (const { samples } of batch) {
    for (const sample of samples) {
      for (const field of FIELDS)
        if (Number.isNaN(sample[field])) throw new RangeError(`no value for ${field}: ${sample[field]}`)
      putRow(values, at, sample)
      at += PACKED_WIDTH
    }
  }
  return {
    seriesIds: batch.map(({ seriesId }) => seriesId),
    counts: batch.map(({ samples }) => samples.length),
    values,
  }
}

/** Member by member: read by a name that is known here, a sample costs a fifth of what it costs by names that are counted through. */
function putRow(values: Float64Array, to: number, sample: Sample): void {
  values[to] = sample.at
  values[to + 1] = sample.lat ?? Number.NaN
  values[to + 2] = sample.lon ?? Number.NaN
  values[to + 3] = sample.acc ?? Number.NaN
  values[to + 4] = sample.alt ?? Number.NaN
  values[to + 5] = sample.spd ?? Number.NaN
  values[to + 6] = sample.crs ?? Number.NaN
  values[to + 7] = sample.bat ?? Number.NaN
  values[to + 8] = sample.rssi ?? Number.NaN
  values[to + 9] = sample.balance ?? Number.NaN
  values[to + 10] = sample.until ?? Number.NaN
  values[to + 11] = sample.bytes ?? Number.NaN
  values[to + 12] = sample.clk ?? Number.NaN
}

function sampleAt(values: Float64Array, from: number): Sample {
  return {
    at: values[from] ?? Number.NaN,
    lat: measured(values[from + 1]),
    lon: measured(values[from + 2]),
    acc: measured(values[from + 3]),
    alt: measured(values[from + 4]),
    spd: measured(values[from + 5]),
    crs: measured(values[from + 6]),
    bat: measured(values[from + 7]),
    rssi: measured(values[from + 8]),
    balance: measured(values[from + 9]),
    until: measured(values[from + 10]),
    bytes: measured(values[from + 11]),
    clk: measured(values[from + 12]),
  }
}

function measured(value: number | undefined): number | undefined {
  return value === undefined || Number.isNaN(value) ? undefined : value
}
