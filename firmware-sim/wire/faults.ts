import { fraction, type Random } from '../../src/std/random.ts'
import { type FaultOf, flipBit, parseFaultOf } from '../fault.ts'

export const FAULT_KINDS = ['drop', 'double', 'delay', 'reorder', 'corrupt', 'cut'] as const

/** One thing that goes wrong with some messages. `delay`: it and all behind it wait. `reorder`: it alone does, and others overtake. */
export type Fault = FaultOf<(typeof FAULT_KINDS)[number]>

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
  return parseFaultOf(text, FAULT_KINDS)
}
