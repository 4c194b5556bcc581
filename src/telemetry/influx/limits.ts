/** Every bound of the way to InfluxDB. */
export type InfluxLimits = {
  /** A batch closes at so many points, */
  batchPoints_max: number
  /** at so many bytes of line protocol, */
  batchBytes_max: number
  /** or when its first point has waited so long; a lane that rests sends at once. */
  batch_wait_ms: number
  /** Batches under way at once. What belongs to one series always takes the same lane, and there comes one batch after the other. */
  lanes: number
  /** Writes under way; one more is refused. */
  writes_max: number
  /** From the first byte of a batch to the last of its answer. */
  write_timeout_ms: number
  query_timeout_ms: number
  /** How often hours that are over are summed up; so many at a time. */
  rollUp_every_ms: number
  rollUpWindows_max: number
  /** Queries under way at once; the rest wait in their order. */
  queries_max: number
  /** Of an answer; one that is longer is not read. 10,000 points are about 400 kB. */
  answerBytes_max: number
  /** After a call that found nobody, further reads are refused for so long: a page with thirty devices shall not wait thirty times. */
  rest_ms: number
  /** How long InfluxDB's own Retry-After (RFC 9110 §10.2.3) is believed. */
  pause_ms_max: number
  /** A pause where InfluxDB asks for one and names none. */
  pause_ms: number
}

export const INFLUX_LIMITS: InfluxLimits = {
  batchPoints_max: 10_000,
  batchBytes_max: 2 * 1_024 * 1_024,
  batch_wait_ms: 10,
  lanes: 2,
  writes_max: 64,
  write_timeout_ms: 30_000,
  query_timeout_ms: 5_000,
  rollUp_every_ms: 60_000,
  rollUpWindows_max: 200,
  queries_max: 8,
  answerBytes_max: 16 * 1_024 * 1_024,
  rest_ms: 2_000,
  pause_ms_max: 3_600_000,
  pause_ms: 5_000,
}
