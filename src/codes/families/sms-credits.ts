import { ALPHABET_31, check31 } from '../check-31.ts'
import type { Family } from '../family.ts'
import { checkedShape } from './checked-shape.ts'

const SYMBOLS = 12
const LENGTH = SYMBOLS + 1

/** Adds SMS credits to an account: 59 bits and a check character. One character shorter than a SIM code, so that the two are never confused. */
export const smsCredits: Family = {
  name: 'sms-credits',
  alphabet: ALPHABET_31,
  lengths: [LENGTH],
  keep: 'until-applied',
  oneTime: true,
  target: 'account',
  shape: (typed) => checkedShape(typed, LENGTH),
  compose: { symbols: SYMBOLS, of: (symbols) => symbols + check31(symbols), products: ['sms-credits'] },
  show: (canonical) => `${canonical.slice(0, 4)}-${canonical.slice(4, 8)}-${canonical.slice(8)}`,
}
