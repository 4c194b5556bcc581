import { addPeriod } from '../std/period.ts'

/** Where time is added: counted from `from` to `until`, milliseconds since 1970. */
export type Extension = { from: number; until: number }

/**
 * `end = max(anchor, present end) + period`, by the calendar in UTC: no time that somebody has is lost.
 * @param end the present end, or null where nothing has begun
 * @throws RangeError see `addPeriod`
 */
export function extended(end: number | null, anchor: number, period: string): Extension {
  const from = Math.max(anchor, end ?? anchor)
  return { from, until: addPeriod(from, period) }
}
