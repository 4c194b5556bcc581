import { fromSemiOctets, MalformedPdu, semiOctets } from './octets.ts'

const QUARTER_MS = 15 * 60_000
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** The sign of the time zone: bit 4 of its octet (3GPP TS 23.040 §9.2.3.11). */
const MINUS = 0x08

/** TP-Service-Centre-Time-Stamp: local time and its distance from UTC in quarters of an hour (§9.2.3.11). @param zone_quarters -48 to 56 */
export function timeStamp(at_ms: number, zone_quarters: number): Uint8Array {
  const local = new Date(at_ms + zone_quarters * QUARTER_MS)
  const zone = Math.abs(zone_quarters)
  const numbers = [
    local.getUTCFullYear() % 100,
    local.getUTCMonth() + 1,
    local.getUTCDate(),
    local.getUTCHours(),
    local.getUTCMinutes(),
    local.getUTCSeconds(),
    zone,
  ]
  const octets = semiOctets(numbers.flatMap((number) => [Math.floor(number / 10), number % 10]))
  if (zone_quarters < 0) octets[6] = (octets[6] ?? 0) | MINUS
  return octets
}

/** Milliseconds since 1970, in this century. @param octets seven @throws MalformedPdu for what is no decimal digit */
export function readTimeStamp(octets: Uint8Array): number {
  const halves = fromSemiOctets(Uint8Array.from(octets, (octet, at) => (at === 6 ? octet & ~MINUS : octet)))
  if (halves.some((half) => half > 9)) throw new MalformedPdu('a time stamp of other than decimal digits')
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, zone = 0] = Array.from(
    { length: 7 },
    (_, at) => (halves[at * 2] ?? 0) * 10 + (halves[at * 2 + 1] ?? 0),
  )
  const offset_ms = zone * QUARTER_MS * (((octets[6] ?? 0) & MINUS) === 0 ? 1 : -1)
  return Date.UTC(2000 + year, month - 1, day, hour, minute, second) - offset_ms
}

/** The relative TP-Validity-Period in milliseconds (§9.2.3.12.1). */
export function relativeValidity_ms(octet: number): number {
  if (octet <= 143) return (octet + 1) * 5 * MINUTE_MS
  if (octet <= 167) return 12 * HOUR_MS + (octet - 143) * 30 * MINUTE_MS
  if (octet <= 196) return (octet - 166) * DAY_MS
  return (octet - 192) * 7 * DAY_MS
}

/** The enhanced TP-Validity-Period in milliseconds, null for none (§9.2.3.12.3). @param octets seven @throws MalformedPdu for a reserved format */
export function enhancedValidity_ms(octets: Uint8Array): number | null {
  const [indicator = 0, first = 0] = octets
  const format = indicator & 0x07
  if (format === 0) return null
  if (format === 1) return relativeValidity_ms(first)
  if (format === 2) return first * 1_000
  if (format !== 3) throw new MalformedPdu('a reserved format of the validity period')
  const [hours = 0, minutes = 0, seconds = 0] = [...octets.subarray(1, 4)].map(
    (octet) => (octet & 0xf) * 10 + (octet >> 4),
  )
  return hours * HOUR_MS + minutes * MINUTE_MS + seconds * 1_000
}

/** `26/11/22,13:00:00+04`: a time stamp as text mode and +CCLK show it, local time with its zone in quarters of an hour (3GPP TS 27.005 §3.1 <dt>). */
export function stampText(octets: Uint8Array): string {
  const isWest = ((octets[6] ?? 0) & MINUS) !== 0
  const [year, month, day, hour, minute, second, zone] = Array.from(octets, (octet, at) => {
    return `${at === 6 ? octet & 0x7 : octet & 0xf}${octet >> 4}`
  })
  return `${year}/${month}/${day},${hour}:${minute}:${second}${isWest ? '-' : '+'}${zone}`
}
