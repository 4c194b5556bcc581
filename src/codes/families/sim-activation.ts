import { ALPHABET_31, check31 } from '../check-31.ts'
import type { Family } from '../family.ts'
import { checkedShape } from './checked-shape.ts'

const SYMBOLS = 13
const LENGTH = SYMBOLS + 1

/** Bought for one SIM kind; tops up a Travel SIM or extends a Tele2 or Telia IoT SIM, on the collar. 64 bits and a check character. */
export const simActivation: Family = {
  name: 'sim-activation',
  alphabet: ALPHABET_31,
  lengths: [LENGTH],
  keep: 'until-applied',
  oneTime: true,
  target: 'device',
  shape: (typed) => checkedShape(typed, LENGTH),
  compose: { symbols: SYMBOLS, of: (symbols) => symbols + check31(symbols), products: ['sim-top-up', 'sim-extend'] },
  show: (canonical) => `${canonical.slice(0, 5)}-${canonical.slice(5, 10)}-${canonical.slice(10)}`,
}
