/** One measured moment of a collar, in the wire's units (docs/protocol/collar.md §3). Absent = not measured. */
export type Sample = {
  /** When, by the device's clock corrected by the offset of its boot; milliseconds since 1970. */
  at: number
  lat?: number
  lon?: number
  /** Metres. */
  acc?: number
  alt?: number
  /** Metres per second. */
  spd?: number
  /** Degrees. */
  crs?: number
  /** Percent. */
  bat?: number
  /** dBm. */
  rssi?: number
  /** Minor units. */
  balance?: number
  /** End of validity, milliseconds since 1970. */
  until?: number
  /** Since boot. */
  bytes?: number
}

export const FIELDS = ['lat', 'lon', 'acc', 'alt', 'spd', 'crs', 'bat', 'rssi', 'balance', 'until', 'bytes'] as const
export type Field = (typeof FIELDS)[number]

/** Samples of one series (an opaque id per device and ownership). */
export type SeriesSamples = { seriesId: string; samples: readonly Sample[] }

/** Telemetry's one seam: embedded SQLite now, InfluxDB beside it later. Same series + time overwrites field by field. */
export type TelemetryStore = {
  /** Resolves when durable. At most 10,000 samples a call. */
  write(batch: readonly SeriesSamples[]): Promise<void>
  /** For each field its newest value not later than `until`, merged into one sample; null when the series is empty. `at` is the newest sample's time. */
  last(seriesId: string): Promise<Sample | null>
  /**
   * Values of one field, oldest first, from <= t < to. With `every_ms`, the mean of each whole bucket that has values, stamped with its start.
   * @param limit at most 10,000; the newest are kept
   */
  series(query: {
    seriesId: string
    field: Field
    from: number
    to: number
    every_ms?: number
    limit: number
  }): Promise<[number, number][]>
  /** Positions, oldest first, from <= t < to; at most `limit` (10,000), the newest kept. */
  track(query: {
    seriesId: string
    from: number
    to: number
    limit: number
  }): Promise<[at: number, lat: number, lon: number][]>
  /** Deletes a whole series. */
  erase(seriesId: string): Promise<void>
  close(): Promise<void>
}
