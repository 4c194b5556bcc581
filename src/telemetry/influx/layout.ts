import type { Field } from '../telemetry.ts'

/** What is measured, what the SIM carries, and what the device says of itself: one measurement each. */
export const MEASUREMENTS = ['telemetry', 'sim', 'device_state'] as const
export type Measurement = (typeof MEASUREMENTS)[number]

/** Every field is a float: 64 bits hold a whole number to 2^53 exactly, and a field that is float everywhere never conflicts with itself. */
export const MEASUREMENT_OF: Readonly<Record<Field, Measurement>> = {
  lat: 'telemetry',
  lon: 'telemetry',
  acc: 'telemetry',
  alt: 'telemetry',
  spd: 'telemetry',
  crs: 'telemetry',
  bat: 'telemetry',
  rssi: 'telemetry',
  balance: 'sim',
  until: 'sim',
  bytes: 'device_state',
  clk: 'device_state',
}

/** Roll-ups are of whole hours since 1970. */
export const WINDOW_MS = 3_600_000

/** Where the hours of a measurement stand: `<field>_sum`, `_count`, `_min` and `_max`, stamped with the start of the hour. */
export function rolledUp(measurement: Measurement): string {
  return `${measurement}_1h`
}

/** A sample that measured nothing says that the device was there: InfluxDB has no point without a field. */
export const PRESENT_FIELD = 'seen'

/** The one tag. There are as many values as there were owners of devices; it is opaque, and never an IMEI, a number or a code. `series` itself is a word of InfluxQL. */
export const SERIES_TAG = 'series_id'

/** Nanoseconds since 1970 in 64 bits end here (2262); there is no later point. */
export const AT_MS_MAX = 9_223_372_036_854

const PLAIN = /^[A-Za-z0-9._-]+$/

/** A series id as a tag's value that needs no escape, neither in line protocol, which has none for a backslash, nor in a string of InfluxQL. Two ids never become one. */
export function tagValue(seriesId: string): string {
  if (PLAIN.test(seriesId)) return seriesId
  let value = ''
  for (let at = 0; at < seriesId.length; at++) {
    const unit = seriesId.charAt(at)
    value += PLAIN.test(unit) ? unit : `%${seriesId.charCodeAt(at).toString(16).padStart(4, '0')}`
  }
  return value
}
