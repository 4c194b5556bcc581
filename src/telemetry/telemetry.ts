import type { BootSeen, ClockOffset } from './clock-offset.ts'
import type { SetAsidePoints } from './set-aside.ts'

/** One measured moment of a collar, in the wire's units (docs/protocol/collar.md §3). Absent = not measured. */
export type Sample = {
  /** When, by the device's clock corrected by the offset of its boot; milliseconds since 1970. */
  at: number
  lat?: number | undefined
  lon?: number | undefined
  /** Metres. */
  acc?: number | undefined
  alt?: number | undefined
  /** Metres per second. */
  spd?: number | undefined
  /** Degrees. */
  crs?: number | undefined
  /** Percent. */
  bat?: number | undefined
  /** dBm. */
  rssi?: number | undefined
  /** Minor units. */
  balance?: number | undefined
  /** End of validity, milliseconds since 1970. */
  until?: number | undefined
  /** Since boot. */
  bytes?: number | undefined
  /** What was added to the device's own clock to make `at`, milliseconds; absent = its clock was right. `at - clk` is what the device said. */
  clk?: number | undefined
}

export const FIELDS = [
  'lat',
  'lon',
  'acc',
  'alt',
  'spd',
  'crs',
  'bat',
  'rssi',
  'balance',
  'until',
  'bytes',
  'clk',
] as const
export type Field = (typeof FIELDS)[number]
/** Money, instants and bytes are counted: whole numbers within 2^53 - 1. */
export const WHOLE_FIELDS: ReadonlySet<Field> = new Set(['balance', 'until', 'bytes', 'clk'])

/** What one bucket of values comes to. */
export const AGGREGATES = ['mean', 'min', 'max', 'last'] as const
export type Aggregate = (typeof AGGREGATES)[number]

/** A standing that jumps and then holds: a mean of it was true at no moment. */
const LEVELS: ReadonlySet<Field> = new Set(['balance', 'until'])

/** What a bucket of a field comes to where nobody said it: of what is measured the mean, of a standing the last. */
export const usualAggregate = (field: Field): Aggregate => (LEVELS.has(field) ? 'last' : 'mean')

/** Samples of one series (an opaque id per device and ownership). */
export type SeriesSamples = { seriesId: string; samples: readonly Sample[] }

/** Samples as they are stored and cross from thread to thread: numbers in one buffer, where objects would be copied name by name. */
export type PackedSamples = {
  seriesIds: readonly string[]
  /** Samples of each series. */
  counts: readonly number[]
  /** Of each sample its time and its fields in the order of `FIELDS`; NaN: not measured. */
  values: Float64Array<ArrayBuffer>
}

/** Numbers of one sample. */
export const PACKED_WIDTH = 1 + FIELDS.length

export const WRITE_SAMPLES_MAX = 10_000
export const POINTS_MAX = 10_000

/**
 * Telemetry's one seam: embedded SQLite now, InfluxDB beside it later. Same series + time overwrites field by field; a field that is absent erases nothing.
 * Every call @throws ProblemError `try-again-later` when the engine or its disk is away, the store is closed, or too many calls are under way: then nothing is
 * promised, and writing the same again does no harm. @throws RangeError when a limit stated here is not kept: the caller's fault
 */
export type TelemetryStore = {
  /** Resolves when durable: all of the batch or, on a throw, none. At most 10,000 samples a call. Their buffer is handed over: it is the store's from then on. */
  write(packed: PackedSamples): Promise<void>
  /** The newest value of each field, merged into one sample; null when the series is empty. `at` is the newest sample's time. Late samples never replace newer values. */
  last(seriesId: string): Promise<Sample | null>
  /** The newest value of each field and its own time. */
  newest(seriesId: string): Promise<Partial<Record<Field, [at: number, value: number]>>>
  /**
   * Values of one field, oldest first, from <= t < to. With `every_ms`, the `aggregate` (absent: the mean) of each bucket that has values, stamped with its start: buckets
   * begin at multiples of `every_ms` since 1970, and the range is widened to whole ones, so that a bucket has the same value whatever range is asked.
   * @param limit 1 to 10,000; the newest are kept
   */
  series(query: SeriesQuery): Promise<[at: number, value: number][]>
  /** Positions, oldest first, from <= t < to; at most `limit` (10,000), the newest kept. */
  track(query: TrackQuery): Promise<[at: number, lat: number, lon: number][]>
  /** Whole samples, oldest first, from <= t < to; at most `limit` (10,000), the oldest kept: `samplesOf` walks on from there. */
  samples(query: TrackQuery): Promise<Sample[]>
  /**
   * Whether a range holds more than `samples_max` samples. An engine that keeps a sample in parts may say no for up to three times as many.
   * @param query.samples_max 1 to 1,000,000
   */
  holdsMore(query: Omit<TrackQuery, 'limit'> & { samples_max: number }): Promise<boolean>
  /** Deletes a whole series: no call sees any of it once this resolves, and its rows are gone from the file. */
  erase(seriesId: string): Promise<void>
  /** Deletes what was measured before `olderThan` (milliseconds since 1970), last values included, in short steps between other calls. Rejects with the signal's reason when that is aborted between two steps: then some of it is deleted. */
  prune(query: { olderThan: number; signal?: AbortSignal }): Promise<void>
  /**
   * Sums up, by the hour, what was measured in hours that ended before `olderThan` (milliseconds since 1970), in short steps as `prune`; absent where the engine has its own
   * way. Of each hour stay the last value of each field, and the count, sum, least and greatest of all: `series` by whole hours tells the same means, least and
   * greatest values as before; everything else sees what has stayed. What comes later for such an hour is kept as it is, and is in no mean.
   */
  thin?(query: { olderThan: number; signal?: AbortSignal }): Promise<void>
  /**
   * The clock's offset of a boot: fixed durably by the first message seen, and the same answer ever after. Calls made in one turn share one commit.
   * @param deviceKey 1 to 64 characters
   */
  offsetFor(deviceKey: string, boot: number, seen: BootSeen): Promise<ClockOffset>
  /** Points that the engine refused for good; absent where it refuses none. */
  setAside?: SetAsidePoints
  /** Finishes what was accepted, refuses the rest, closes. */
  close(): Promise<void>
}

export type TrackQuery = {
  seriesId: string
  /** Milliseconds since 1970, as is `to`. */
  from: number
  to: number
  limit: number
}
export type SeriesQuery = TrackQuery & { field: Field; every_ms?: number; aggregate?: Aggregate }
