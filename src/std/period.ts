import { Temporal } from 'temporal-polyfill'

const EARLIEST_MS = Date.UTC(2000, 0, 1)
/** Ends beyond this are a fault of input, not a purchase. */
const LATEST_MS = Date.UTC(2200, 0, 1)

/**
 * An instant plus an ISO 8601 period of years, months, weeks and days, by the calendar in UTC: 29 February + P1Y = 28 February.
 * @throws RangeError if the period is not one, has a time part, is negative, or leads outside the years 2000 to 2200
 */
export function addPeriod(from_ms: number, period: string): number {
  const duration = Temporal.Duration.from(period)
  if (duration.sign < 0 || duration.hours || duration.minutes || duration.seconds || duration.milliseconds) {
    throw new RangeError(`not a period of calendar units: ${period}`)
  }
  const end_ms = Temporal.Instant.fromEpochMilliseconds(from_ms)
    .toZonedDateTimeISO('UTC')
    .add(duration, { overflow: 'constrain' }).epochMilliseconds
  if (end_ms < EARLIEST_MS || end_ms > LATEST_MS) throw new RangeError(`${period} leads outside 2000 to 2200`)
  return end_ms
}

/** The instant so many calendar months before another, in UTC: 31 March less a month = the end of February. */
export function monthsBefore(at_ms: number, months: number): number {
  return Temporal.Instant.fromEpochMilliseconds(at_ms)
    .toZonedDateTimeISO('UTC')
    .subtract({ months }, { overflow: 'constrain' }).epochMilliseconds
}

/** `2027-03-01T10:00:00.000Z`: always with three digits, so that columns stand straight and texts sort as their instants do. @throws RangeError for what is no instant */
export function instantText(at_ms: number): string {
  return new Date(at_ms).toISOString()
}

/**
 * `2027-03-01T10:00:00Z`, or with milliseconds where there are any: for devices, and for what is signed. A receipt is held against the text of a command that was signed long ago,
 * and asked for again it is to be the same octets.
 */
export function wireInstantText(at_ms: number): string {
  return Temporal.Instant.fromEpochMilliseconds(at_ms).toString()
}

/** Milliseconds since 1970 of an ISO 8601 instant with an offset or Z, years 2000 to 2200; null for anything else. */
export function parseInstant(text: string): number | null {
  if (text.length > 40) return null
  try {
    const at_ms = Temporal.Instant.from(text).epochMilliseconds
    return at_ms >= EARLIEST_MS && at_ms <= LATEST_MS ? at_ms : null
  } catch {
    return null
  }
}
