import { wait } from '../../src/std/clock.ts'
import type { World } from '../../src/std/world.ts'
import { LINE_BUFFER_BYTES_MAX, type SimLine } from '../line.ts'
import { fateOfPiece, type LineFault } from './faults.ts'

/**
 * A line on which pieces fare as the faults say, in either direction; what arrives keeps its order.
 * @param faults may be changed by its owner while the line is in use
 */
export function faultyLine(
  line: SimLine,
  faults: readonly LineFault[],
  { clock, random }: Pick<World, 'clock' | 'random'>,
): SimLine {
  const carrier = (way: 'up' | 'down', deliver: (bytes: Uint8Array) => Promise<void>) => {
    let turn: Promise<void> = Promise.resolve()
    let waiting_bytes = 0
    return (bytes: Uint8Array): Promise<void> => {
      const fate = fateOfPiece(bytes, way, faults, random)
      const total_bytes = fate.pieces.reduce((sum, piece) => sum + piece.length, 0)
      if (waiting_bytes + total_bytes > LINE_BUFFER_BYTES_MAX) return Promise.resolve()
      waiting_bytes += total_bytes
      turn = turn.then(async () => {
        if (fate.wait_ms > 0) await wait(clock, fate.wait_ms)
        waiting_bytes -= total_bytes
        if (fate.hangUp) return line.close()
        for (const piece of fate.pieces) await deliver(piece)
      })
      return turn
    }
  }
  return {
    ...line,
    write: carrier('up', line.write),
    onBytes(take) {
      const carry = carrier('down', (bytes) => Promise.resolve(take(bytes)))
      line.onBytes((bytes) => void carry(Uint8Array.from(bytes)))
    },
  }
}
