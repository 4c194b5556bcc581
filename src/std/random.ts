import { randomBytes, randomFillSync } from 'node:crypto'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** Randomness as the house sees it. */
export type Random = {
  /** @param length number of bytes, at most 65,536 */
  bytes(length: number): Uint8Array
}

/** Drawn at once: asking costs 2.5 µs whatever the length, and one redemption makes eight ids. */
const POOL_BYTES = 4_096

/** The operating system's cryptographic generator. */
export function systemRandom(): Random {
  const pool = new Uint8Array(POOL_BYTES)
  let used_bytes = POOL_BYTES
  return {
    bytes(length) {
      if (length > POOL_BYTES / 8) return randomBytes(length)
      if (used_bytes + length > POOL_BYTES) {
        randomFillSync(pool)
        used_bytes = 0
      }
      const drawn = pool.slice(used_bytes, used_bytes + length)
      // What was handed out may be a secret, and has no second place in memory.
      pool.fill(0, used_bytes, used_bytes + length)
      used_bytes += length
      return drawn
    },
  }
}

/** The same bytes for the same seed, for simulators and tests. Never for a secret. */
export function seededRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed)
  return {
    bytes(length) {
      const out = new Uint8Array(length)
      for (let at = 0; at < length; at++) out[at] = generator.next() & 0xff
      return out
    },
  }
}

/** A uniform number in [0, 1) with 48 bits. */
export function fraction(random: Random): number {
  return Buffer.from(random.bytes(6)).readUIntBE(0, 6) / 2 ** 48
}

/** A uniform integer in [0, bound), without modulo bias. @param bound 1 to 2^32 */
export function below(random: Random, bound: number): number {
  const limit = 2 ** 32 - (2 ** 32 % bound)
  for (;;) {
    const drawn = Buffer.from(random.bytes(4)).readUInt32BE(0)
    if (drawn < limit) return drawn % bound
  }
}
