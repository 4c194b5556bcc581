import type { Cancel } from './clock.ts'

/** Calls `act` after the I/O that is ready now has been dealt with. No time is involved: a clock moved by hand need not move. */
export function nextTurn(act: () => void): Cancel {
  const turn = setImmediate(act)
  return () => clearImmediate(turn)
}
