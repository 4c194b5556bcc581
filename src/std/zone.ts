import { Temporal } from 'temporal-polyfill'

/** Whether a text names a time zone of IANA's, e.g. `Europe/Stockholm`; offsets are none: they know no summer. */
export function isTimeZone(text: string): boolean {
  if (!/^[A-Za-z]+(?:[/_+-][A-Za-z0-9]+)*$/.test(text) || text.length > 64) return false
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text)
    return true
  } catch {
    return false
  }
}

/** Minutes since midnight that clocks of a zone show at an instant, 0 to 1,439. @throws RangeError for no zone */
export function minuteOfDay(at_ms: number, zone: string): number {
  const { hour, minute } = Temporal.Instant.fromEpochMilliseconds(at_ms).toZonedDateTimeISO(zone)
  return hour * 60 + minute
}

/** What a wall's calendar and clock show in a zone, `2027-03-01 10:05`: for a text that says which zone is meant, or whose reader knows. */
export function wallText(at_ms: number, zone: string): string {
  const { year, month, day, hour, minute } = Temporal.Instant.fromEpochMilliseconds(at_ms).toZonedDateTimeISO(zone)
  const two = (part: number): string => String(part).padStart(2, '0')
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`
}

/** The month that calendars of a zone show at an instant, `YYYY-MM`. */
export function monthInZone(at_ms: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(at_ms).toZonedDateTimeISO(zone).toPlainDate().toString().slice(0, 7)
}

/** When a day of a month named `YYYY-MM` begins in a zone, in milliseconds since 1970. @param later months after that one */
export function dayStart(month: string, day: number, zone: string, later = 0): number {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const date = Temporal.PlainDate.from({ year, month: number, day: 1 }).add({ months: later }).with({ day })
  return date.toZonedDateTime(zone).epochMilliseconds
}
