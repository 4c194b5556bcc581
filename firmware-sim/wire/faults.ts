import { fraction, type Random } from '../../src/std/random.ts'

export const FAULT_KINDS = ['drop', 'double', 'delay', 'reorder', 'corrupt', 'cut'] as const

/** One thing that goes wrong with some messages. Several stack: each is judged by itself, in the order given. */
export type Fault = {
  kind: (typeof FAULT_KINDS)[number]
  /** `up` from the collar, `down` to it. */
  way: 'up' | 'down' | 'both'
  /** 0 to 1, per message. */
  probability: number
  /** `delay`: it and all behind it wait so long. `reorder`: it alone does, and others overtake. */
  delay_ms: number
}

/** What becomes of one message. */
export type Fate = {
  /** Nothing arrives when empty. */
  copies: readonly Uint8Array[]
  /** In its turn: whatever is behind waits too. */
  wait_ms: number
  /** Out of its turn. */
  late_ms: number
  /** The connection ends instead. */
  cut: boolean
}

const DELAY_DEFAULT_MS = 500
const DELAY_MS_MAX = 3_600_000
/** Doubling faults stack to this many copies and no further. */
const COPIES_MAX = 8

/** Draws for every fault whether it struck or not, so that adding one does not change what the others do. */
export function fateOf(payload: Uint8Array, way: 'up' | 'down', faults: readonly Fault[], random: Random): Fate {
  const fate = { copies: [payload], wait_ms: 0, late_ms: 0, cut: false }
  for (const fault of faults) {
    if (fault.way !== 'both' && fault.way !== way) continue
    const struck = fraction(random) < fault.probability
    const where = fraction(random)
    if (!struck) continue
    if (fault.kind === 'drop') fate.copies = []
    else if (fault.kind === 'double') fate.copies = [...fate.copies, ...fate.copies].slice(0, COPIES_MAX)
    else if (fault.kind === 'corrupt')
      fate.copies = fate.copies.map((copy, at) => (at === 0 ? flipBit(copy, where) : copy))
    else if (fault.kind === 'delay') fate.wait_ms += fault.delay_ms
    else if (fault.kind === 'reorder') fate.late_ms += fault.delay_ms
    else fate.cut = true
  }
  return fate
}

/** `drop=0.01`, `up.corrupt=0.001`, `down.delay=0.1:2000` (milliseconds). @throws RangeError with what is wrong, in words */
export function parseFault(text: string): Fault {
  const parts = /^(?:(up|down)\.)?([a-z]+)=([0-9.]+)(?::([0-9]+))?$/.exec(text)
  const kind = FAULT_KINDS.find((known) => known === parts?.[2])
  if (!parts || !kind)
    throw new RangeError(
      `not a fault: "${text}"; write [up.|down.]KIND=PROBABILITY[:MILLISECONDS], KIND one of ${FAULT_KINDS.join(', ')}`,
    )
  const probability = Number(parts[3])
  if (!(probability >= 0 && probability <= 1)) throw new RangeError(`the probability in "${text}" must be 0 to 1`)
  const delay_ms = parts[4] === undefined ? DELAY_DEFAULT_MS : Number(parts[4])
  if (delay_ms > DELAY_MS_MAX) throw new RangeError(`the delay in "${text}" must be at most ${DELAY_MS_MAX} ms`)
  return { kind, way: parts[1] === 'up' ? 'up' : parts[1] === 'down' ? 'down' : 'both', probability, delay_ms }
}

/** @param where 0 to 1: which of the bits */
function flipBit(bytes: Uint8Array, where: number): Uint8Array {
  const flipped = Uint8Array.from(bytes)
  const bit = Math.floor(where * bytes.length * 8)
  const at = bit >> 3
  if (at < flipped.length) flipped[at] = (flipped[at] ?? 0) ^ (1 << (bit & 7))
  return flipped
}
