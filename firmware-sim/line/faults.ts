import { fraction, type Random } from '../../src/std/random.ts'
import { type FaultOf, flipBit, parseFaultOf } from '../fault.ts'

export const LINE_FAULT_KINDS = ['drop', 'lose', 'double', 'delay', 'corrupt', 'noise', 'hang-up'] as const

/**
 * One thing that goes wrong with some pieces on a serial line. `drop`: all of it is lost; `lose`: one of its bytes is; `double`: it comes twice; `delay`: it and all behind
 * it wait; `corrupt`: one bit is another; `noise`: up to 16 bytes of chance come before it; `hang-up`: the line is closed in place of it.
 */
export type LineFault = FaultOf<(typeof LINE_FAULT_KINDS)[number]>

/** What becomes of one piece. */
export type PieceFate = {
  /** In this order; nothing arrives when empty. */
  pieces: readonly Uint8Array[]
  wait_ms: number
  hangUp: boolean
}

/** Doubling faults stack to this many pieces and no further. */
const PIECES_MAX = 8
const NOISE_BYTES_MAX = 16

/** Draws for every fault whether it struck or not, so that adding one does not change what the others do. */
export function fateOfPiece(
  bytes: Uint8Array,
  way: 'up' | 'down',
  faults: readonly LineFault[],
  random: Random,
): PieceFate {
  const fate = { pieces: [bytes], wait_ms: 0, hangUp: false }
  for (const fault of faults) {
    if (fault.way !== 'both' && fault.way !== way) continue
    const struck = fraction(random) < fault.probability
    const where = fraction(random)
    const noise = random.bytes(NOISE_BYTES_MAX).subarray(0, 1 + Math.floor(where * NOISE_BYTES_MAX))
    if (!struck) continue
    const [first, ...others] = fate.pieces
    if (fault.kind === 'delay') fate.wait_ms += fault.delay_ms
    else if (fault.kind === 'hang-up') fate.hangUp = true
    else if (fault.kind === 'drop') fate.pieces = []
    else if (fault.kind === 'double') fate.pieces = [...fate.pieces, ...fate.pieces].slice(0, PIECES_MAX)
    else if (fault.kind === 'noise') fate.pieces = [noise, ...fate.pieces].slice(0, PIECES_MAX)
    else if (first) fate.pieces = [fault.kind === 'corrupt' ? flipBit(first, where) : without(first, where), ...others]
  }
  return fate
}

/** `corrupt=0.001`, `up.noise=0.1`, `down.delay=0.1:2000` (milliseconds). @throws RangeError with what is wrong, in words */
export function parseLineFault(text: string): LineFault {
  return parseFaultOf(text, LINE_FAULT_KINDS)
}

function without(bytes: Uint8Array, where: number): Uint8Array {
  const lost = Math.floor(where * bytes.length)
  return bytes.filter((_, at) => at !== lost)
}
