/**
 * A time stamp of seven octets, swapped decimal digits (3GPP TS 23.040 §9.2.3.11): year to second in local time, then the zone in quarters of an hour, with bit 3 as
 * its sign. Milliseconds since 1970, in UTC; null when it is no time, which some networks send. Years are those of this century.
 */
export function readTimestamp(octets: Uint8Array): number | null {
  const [year, month, day, hour, minute, second] = [...octets.subarray(0, 6)].map(swapped)
  const zone = octets[6] ?? 0
  const quarters = swapped(zone & 0xf7)
  if (year === undefined || month === undefined || day === undefined) return null
  if (hour === undefined || minute === undefined || second === undefined) return null
  if ([year, month, day, hour, minute, second, quarters].some(Number.isNaN)) return null
  if (month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59 || quarters > 79) return null
  if (day < 1 || day > daysOf(year, month)) return null
  const local = Date.UTC(2000 + year, month - 1, day, hour, minute, second)
  return local - (zone & 0x08 ? -quarters : quarters) * 15 * 60_000
}

/** Days of a month of this century: every fourth year, 2000 among them, is a leap year. */
function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

function swapped(octet: number): number {
  const tens = octet & 0xf
  const ones = octet >> 4
  return tens > 9 || ones > 9 ? Number.NaN : tens * 10 + ones
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** §9.2.3.12.1. */
const VALIDITIES: readonly [upTo: number, of: (value: number) => number][] = [
  [143, (value) => (value + 1) * 5 * MINUTE_MS],
  [167, (value) => 12 * HOUR_MS + (value - 143) * 30 * MINUTE_MS],
  [196, (value) => (value - 166) * DAY_MS],
  [255, (value) => (value - 192) * 7 * DAY_MS],
]

/** How long a relative validity period lasts, milliseconds. @param value 0 to 255 */
export function validity_ms(value: number): number {
  const found = VALIDITIES.find(([upTo]) => value <= upTo)
  return found ? found[1](value) : 0
}

/** The longest relative validity period that ends no later than in `for_ms`; never less than the shortest, five minutes. */
export function relativeValidity(for_ms: number): number {
  let value = 0
  while (value < 255 && validity_ms(value + 1) <= for_ms) value++
  return value
}
