import type { Encoding } from '../codec.ts'
import type { SimCard } from '../sim-card.ts'

/** One measured moment, member by member as collar protocol §3 names it. `t` in Unix seconds of the collar's clock. */
export type Sample = {
  t: number
  lat: number
  lon: number
  acc: number
  alt: number
  spd: number
  crs: number
  bat: number
  rssi?: number
  mcc?: number
  mnc?: string
  sim?: SimCard
  bytes: number
}

/** Samples that fit in one report below 16,384 bytes at their widest: 262 bytes each in JSON with a SIM, 160 in CBOR. */
export const SAMPLES_PER_REPORT: Record<Encoding, number> = { json: 60, cbor: 100 }

/** Samples that wait for their PUBACK, in a ring of fixed size. */
export type Ring = {
  /** Adds one; when full, the oldest goes (collar protocol §3). */
  push(sample: Sample): void
  /** Up to `count` of the oldest that no report carries yet; they count as carried from now on. */
  take(count: number): Sample[]
  /** The PUBACK came: they may be forgotten. */
  done(samples: readonly Sample[]): void
  all(): readonly Sample[]
  readonly untaken: number
  readonly dropped: number
}

/** @param samples_max how many are kept */
export function createRing(kept: readonly Sample[], samples_max: number): Ring {
  let samples = kept.slice(-samples_max)
  const carried = new Set<Sample>()
  let dropped = 0
  return {
    push(sample) {
      samples.push(sample)
      while (samples.length > samples_max) {
        const oldest = samples.shift()
        if (oldest && !carried.delete(oldest)) dropped++
      }
    },
    take(count) {
      const taken = samples.filter((sample) => !carried.has(sample)).slice(0, count)
      for (const sample of taken) carried.add(sample)
      return taken
    },
    done(acknowledged) {
      const gone = new Set(acknowledged)
      samples = samples.filter((sample) => !gone.has(sample))
      for (const sample of acknowledged) carried.delete(sample)
    },
    all: () => samples,
    get untaken() {
      return samples.length - carried.size
    },
    get dropped() {
      return dropped
    },
  }
}
