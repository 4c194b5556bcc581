import { ALPHABET_31, check31, check31Fits } from '../check-31.ts'
import type { Family } from '../family.ts'

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
  shape(typed) {
    if (typed.length !== LENGTH) return { fits: false, problem: 'malformed-length' }
    const canonical = typed.toUpperCase()
    for (let at = 0; at < LENGTH; at++) {
      if (!ALPHABET_31.includes(canonical[at] ?? ' '))
        return { fits: false, problem: 'malformed-character', position: at + 1 }
    }
    if (!check31Fits(canonical)) return { fits: false, problem: 'malformed-check' }
    return { fits: true, canonical, notices: canonical === typed ? [] : ['raised-to-capitals'] }
  },
  compose: { symbols: SYMBOLS, of: (symbols) => symbols + check31(symbols) },
  show: (canonical) => `${canonical.slice(0, 5)}-${canonical.slice(5, 10)}-${canonical.slice(10)}`,
}
