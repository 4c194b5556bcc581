import { Slots } from '../../src/std/slots.ts'
import type { Wire } from '../wire.ts'

/**
 * A wire on which so many connect at once; the rest wait for their turn, as collars do for a radio cell. A pack that is switched on, or whose broker comes back,
 * then signs in as fast as the broker lets it: were all to try at once, each would give up before its answer, and the broker would only serve those who have left.
 */
export function inTurns(wire: Wire, connecting_max: number): Wire {
  const turns = new Slots(connecting_max)
  return {
    async connect(options) {
      const done = await turns.take()
      return wire.connect(options).finally(done)
    },
  }
}
