/** Every bound of a store. */
export type StoreLimits = {
  /** Stories waiting for the writer or a connection; the next is refused with `try-again-later`. */
  queue_max: number
  /** Stories in one commit (SQLite). */
  group_max: number
  /** Turns of the event loop that a story may spend without SQL under way. */
  idleTurns_max: number
  /** Prepared statements kept per connection (SQLite). */
  statements_max: number
  /** Tries to get at a busy file, 2 to 100 ms apart (SQLite): about 5 s. */
  busyTries_max: number
  /** Runs of one story, 10 ms to 1 s apart, before `try-again-later` (PostgreSQL). */
  runs_max: number
  /** Connections that write, and that only read (PostgreSQL). */
  writers_max: number
  readers_max: number
}

export const STORE_LIMITS: StoreLimits = {
  queue_max: 2_000,
  group_max: 50,
  idleTurns_max: 8,
  statements_max: 200,
  busyTries_max: 55,
  runs_max: 10,
  writers_max: 10,
  readers_max: 5,
}
