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

export type Timed = {
  samples: Sample[]
  /** Samples whose time cannot be believed, by their place in what was given. */
  setAside: { index: number; reason: Untimely }[]
}

/** Gives samples their true times. @param receivedAt of the message that brought them, milliseconds since 1970 */
export function timed(samples: readonly WireSample[], offset: ClockOffset, receivedAt: number): Timed {
  const result: Timed = { samples: [], setAside: [] }
  for (const [index, measured] of samples.entries()) {
    const { t, sim } = measured
    const at = corrected(t, offset)
    const reason = untimely(at, receivedAt)
    if (reason) {
      result.setAside.push({ index, reason })
      continue
    }
    // All of its members at once, whether measured or not: objects of one shape are made and read in half the time, and this is done for every sample that comes.
    result.samples.push({
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
    })
  }
  return result
}
