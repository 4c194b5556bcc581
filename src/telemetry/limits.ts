import type { BootSeen } from './clock-offset.ts'
import {
  AGGREGATES,
  FIELDS,
  PACKED_WIDTH,
  type PackedSamples,
  POINTS_MAX,
  type Sample,
  type SeriesQuery,
  type TrackQuery,
  WHOLE_FIELDS,
  WRITE_SAMPLES_MAX,
} from './telemetry.ts'

/** What every telemetry store demands of its callers, whichever engine is behind it. Each check @throws RangeError. */

const ID_LENGTH_MAX = 64
const COUNTED_MAX = 1_000_000
/** Fields that are counted and not measured, by their place. */
const COUNTED = FIELDS.map((field) => WHOLE_FIELDS.has(field))

/** @param seriesId 1 to 64 characters */
export function checkSeriesId(seriesId: string): void {
  demand(seriesId.length >= 1 && seriesId.length <= ID_LENGTH_MAX, 'a series id has 1 to 64 characters')
}

/** @throws RangeError over a limit: the caller asked for what no store promises */
export function checkWrite({ seriesIds, counts, values }: PackedSamples): void {
  for (const seriesId of seriesIds) checkSeriesId(seriesId)
  const samples = counts.reduce((sum, count) => sum + count, 0)
  demand(samples <= WRITE_SAMPLES_MAX, `a write takes ${WRITE_SAMPLES_MAX} samples, not ${samples}`)
  demand(counts.length === seriesIds.length && values.length === samples * PACKED_WIDTH, 'a write is not packed whole')
}

/**
 * What stands in one row of numbers. Engines would store what is no number in ways of their own.
 * @throws RangeError for a time that is none, an infinite number, or a part of what is counted
 */
export function checkRow(values: Float64Array, from: number): void {
  checkTime({ at: values[from] ?? Number.NaN })
  for (let index = 0; index < COUNTED.length; index++) {
    const value = values[from + 1 + index] ?? Number.NaN
    if (Number.isNaN(value)) continue
    const fits = COUNTED[index] ? Number.isSafeInteger(value) : Number.isFinite(value)
    if (!fits) throw new RangeError(`no value for ${FIELDS[index]}: ${value}`)
  }
}

/** Whole milliseconds since 1970. @throws RangeError */
export function checkTime({ at }: Pick<Sample, 'at'>): void {
  demand(Number.isSafeInteger(at) && at >= 0, `no time for a sample: ${at}`)
}

/** @throws RangeError for a range or limit out of bounds */
export function checkQuery({ seriesId, from, to, limit }: TrackQuery): void {
  checkSeriesId(seriesId)
  demand(Number.isSafeInteger(from) && Number.isSafeInteger(to), 'a range is given in whole milliseconds')
  demand(
    Number.isSafeInteger(limit) && limit >= 1 && limit <= POINTS_MAX,
    `a limit is 1 to ${POINTS_MAX}, not ${limit}`,
  )
}

/** @throws RangeError as `checkQuery`, and for a field or a bucket that cannot be */
export function checkSeriesQuery(query: SeriesQuery): void {
  checkQuery(query)
  demand(FIELDS.includes(query.field), `no field: ${query.field}`)
  const { every_ms = 1, aggregate = 'mean' } = query
  demand(AGGREGATES.includes(aggregate), `no aggregate: ${aggregate}`)
  demand(Number.isSafeInteger(every_ms) && every_ms >= 1, 'a bucket is at least one whole millisecond')
}

/** @throws RangeError as `checkQuery`, and for a number of samples out of bounds */
export function checkHoldsMore({ samples_max, ...range }: Omit<TrackQuery, 'limit'> & { samples_max: number }): void {
  checkQuery({ ...range, limit: 1 })
  demand(
    Number.isSafeInteger(samples_max) && samples_max >= 1 && samples_max <= COUNTED_MAX,
    `count 1 to ${COUNTED_MAX}, not ${samples_max}`,
  )
}

/** @throws RangeError for what is no time in whole milliseconds */
export function checkOlderThan(olderThan: number): void {
  demand(Number.isSafeInteger(olderThan), 'a prune needs a time in whole milliseconds')
}

/** @throws RangeError for a device key, boot count or time out of bounds */
export function checkBoot(deviceKey: string, boot: number, { receivedAt, now }: BootSeen): void {
  demand(deviceKey.length >= 1 && deviceKey.length <= ID_LENGTH_MAX, 'a device key has 1 to 64 characters')
  demand(Number.isSafeInteger(boot) && boot >= 0, 'a boot count is a whole number')
  demand(Number.isSafeInteger(receivedAt) && Number.isSafeInteger(now), 'clocks are read in whole numbers')
}

function demand(kept: boolean, what: string): void {
  if (!kept) throw new RangeError(what)
}
