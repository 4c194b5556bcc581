import type { Clock } from './clock.ts'
import type { Random } from './random.ts'

/** Bits of the counter behind the millisecond: `rand_a` and the first 30 of `rand_b`. The other 32 are drawn anew for each id. */
const COUNTER_BITS = 42
const RAND_B_COUNTER_BITS = 30

/** What was made last by a clock. A process has one, and a test one for each house. */
type Last = { ms: number; count: number }
const lasts = new WeakMap<object, Last>()

/**
 * A UUID version 7 (RFC 9562 §5.7). Those made by one clock ascend, also within a millisecond (§6.2 method 1: a counter that begins at a random number with its
 * highest bit clear) and when the clock is set back (§6.2: the last millisecond is counted on). Draws 16 bytes, whatever came before.
 */
export function newId(clock: Pick<Clock, 'now'>, random: Random): string {
  const bytes = Buffer.from(random.bytes(16))
  const { ms, count } = next(lasts.get(clock), clock.now(), bytes.readUIntBE(6, 6) % 2 ** (COUNTER_BITS - 1))
  lasts.set(clock, { ms, count })
  const high = Math.floor(count / 2 ** RAND_B_COUNTER_BITS)
  const low = count % 2 ** RAND_B_COUNTER_BITS
  bytes.writeUIntBE(ms, 0, 6)
  bytes.writeUInt16BE(0x7000 | high, 6)
  bytes.writeUInt32BE(0x8000_0000 + low, 8)
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

function next(last: Last | undefined, now: number, start: number): Last {
  if (last === undefined || now > last.ms) return { ms: now, count: start }
  const count = last.count + 1
  return count < 2 ** COUNTER_BITS ? { ms: last.ms, count } : { ms: last.ms + 1, count: start }
}

/** True for the text form of any UUID (RFC 9562 §4), in small letters. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
}
