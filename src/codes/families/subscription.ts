import type { Family, Notice } from '../family.ts'

/** Capitals and digits without the letter O (a zero is meant) and the digit 1 (the letter I is meant). */
const ALPHABET = '023456789ABCDEFGHIJKLMNPQRSTUVWXYZ'
const LENGTHS = [7, 10]

/** Starts or extends a service subscription on one account. */
export const subscription: Family = {
  name: 'subscription',
  alphabet: ALPHABET,
  lengths: LENGTHS,
  keep: 'until-applied',
  oneTime: true,
  target: 'account',
  shape(typed) {
    if (!LENGTHS.includes(typed.length)) return { fits: false, problem: 'malformed-length' }
    const raised = typed.toUpperCase()
    const canonical = raised.replaceAll('O', '0').replaceAll('1', 'I')
    for (let at = 0; at < canonical.length; at++) {
      if (!ALPHABET.includes(canonical[at] ?? ' '))
        return { fits: false, problem: 'malformed-character', position: at + 1 }
    }
    const notices: Notice[] = []
    if (canonical !== raised) notices.push('ambiguous-character')
    if (raised !== typed) notices.push('raised-to-capitals')
    return { fits: true, canonical, notices }
  },
  compose: { symbols: 10, of: (symbols) => symbols, products: ['subscription'] },
  show: (canonical) => canonical,
}
