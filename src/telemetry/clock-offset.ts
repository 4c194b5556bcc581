import type { Sample } from './telemetry.ts'
import type { WireSample } from './wire.ts'

/** The first message of a boot: what the house's clock said at its reception, and what the device's said at its transmission. */
export type BootSeen = {
  /** Milliseconds since 1970. */
  receivedAt: number
  /** Unix seconds. */
  now: number
}

/** What to add to a device's times, milliseconds; 0 when its clock is right. */
export type ClockOffset = { offset_ms: number; clockWrong: boolean }

/** A message may be under way that long: less than this says nothing about the device's clock and must not shift its times. */
export const CLOCK_TOLERANCE_MS = 30_000
/** A sample later than its reception by more than this has no true time, whatever the offset. */
const FUTURE_MS_MAX = 5 * 60_000
/** No collar was made before; clocks that lost their time start at 1970 or 2000. */
export const EARLIEST_MS = 1_577_836_800_000 // 2020-01-01T00:00:00Z

/** The offset of a boot, from its first message. */
export function clockOffset(seen: BootSeen): ClockOffset {
  const off_ms = seen.receivedAt - seen.now * 1_000
  return asClockOffset(Math.abs(off_ms) <= CLOCK_TOLERANCE_MS ? 0 : off_ms)
}

/** @param offset_ms true time less the device's; 0 = its clock is right */
export function asClockOffset(offset_ms: number): ClockOffset {
  return { offset_ms, clockWrong: offset_ms !== 0 }
}

/** @param t Unix seconds by the device's clock @returns true time, milliseconds since 1970 */
export function corrected(t: number, offset: ClockOffset): number {
  return t * 1_000 + offset.offset_ms
}

export type Untimely = 'in-the-future' | 'before-2020'

/** Why a corrected time cannot be believed, or null. @param at @param receivedAt milliseconds since 1970 */
export function untimely(at: number, receivedAt: number): Untimely | null {
  if (at > receivedAt + FUTURE_MS_MAX) return 'in-the-future'
  return at < EARLIEST_MS ? 'before-2020' : null
}

/** A sample at its true time, or why its time cannot be believed. @param receivedAt of the message that brought it, milliseconds since 1970 */
export function timed(measured: WireSample, offset: ClockOffset, receivedAt: number): Sample | Untimely {
  const at = corrected(measured.t, offset)
  const { sim } = measured
  // All of its members at once, whether measured or not: objects of one shape are made and read in half the time, and this is done for every sample that comes.
  return (
    untimely(at, receivedAt) ?? {
      at,
      lat: measured.lat,
      lon: measured.lon,
      acc: measured.acc,
      alt: measured.alt,
      spd: measured.spd,
      crs: measured.crs,
      bat: measured.bat,
      rssi: measured.rssi,
      balance: sim?.balance,
      until: sim?.until,
      bytes: measured.bytes,
      clk: offset.clockWrong ? offset.offset_ms : undefined,
    }
  )
}
