/** What is held under one licence number. */
export type Holding = {
  /** 8 bytes, hexadecimal. */
  number: string
  /** 0 = none. */
  points: number
  e: boolean
  pointsCounter: number
  eCounter: number
}

/** A result as it was given out: again byte for byte. Bytes are hexadecimal. */
export type StoredResult = { id: string; counter: number; outcome: Outcome; record: string; tag: string }

export type Outcome = 'applied' | 'refused'

/** Everything that outlives a power cut. One value, written in one step. */
export type Memory = {
  boot: number
  session: number
  /** 4 bytes, hexadecimal; zeros = no user information. */
  fingerprint: string
  /** What is held, under the numbers that were present last; the latest at the end. */
  holdings: readonly Holding[]
  failures: number
  /** As stored last: when it began, or at a full minute since. */
  lockOut_s: number
  highestCounter: number
  /** Lowest counter first. */
  results: readonly StoredResult[]
}

/** Docs/protocol/dongle.md §5. */
export const HOLDINGS_MAX = 16
/** Docs/protocol/dongle.md §7. */
export const RESULTS_MAX = 8
export const NO_FINGERPRINT = '00000000'

/** The memory of a dongle that was never plugged in. */
export function firstMemory(fingerprint = NO_FINGERPRINT): Memory {
  const counters = { boot: 0, session: 0, failures: 0, lockOut_s: 0, highestCounter: 0 }
  return { ...counters, fingerprint, holdings: [], results: [] }
}

/** What is held under a licence number; nothing, if the memory does not know it. */
export function heldUnder(memory: Memory, number: string): Holding {
  return (
    memory.holdings.find((holding) => holding.number === number) ?? {
      ...{ number, points: 0, e: false, pointsCounter: 0, eCounter: 0 },
    }
  )
}

/** The same memory holding this under its number, which is the present one: the last to be dropped. */
export function withHolding(memory: Memory, holding: Holding): Memory {
  const others = memory.holdings.filter(({ number }) => number !== holding.number)
  return { ...memory, holdings: [...others, holding].slice(-HOLDINGS_MAX) }
}

/** The same memory under other user information. What is held under it, if anything, is the last to be dropped from now on. */
export function withFingerprint(memory: Memory, fingerprint: string, number: string): Memory {
  const changed = { ...memory, fingerprint }
  const holding = memory.holdings.find((one) => one.number === number)
  return holding ? withHolding(changed, holding) : changed
}

/** The memory as the bytes that go to the flash. */
export function encodeMemory(memory: Memory): Uint8Array {
  return Buffer.from(JSON.stringify({ version: 1, ...memory }))
}

/** @throws Error when the bytes are no memory: the dongle must not start with no failures and no lock-out instead */
export function decodeMemory(bytes: Uint8Array): Memory {
  const { version, ...memory } = JSON.parse(Buffer.from(bytes).toString()) as Memory & { version?: number }
  if (version !== 1) throw new Error('nvm-unreadable: not the memory of a dongle')
  return memory
}
