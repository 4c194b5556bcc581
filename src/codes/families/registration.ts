import type { Family, Shape } from '../family.ts'

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const LENGTHS = [8, 12]

/** 8 or 12 letters, capitals and small letters told apart, never a digit: shared by licence and registration codes. */
export function letters(typed: string): Shape {
  if (!LENGTHS.includes(typed.length)) return { fits: false, problem: 'malformed-length' }
  const digit = typed.search(/\p{Nd}/u)
  if (digit >= 0) return { fits: false, problem: 'malformed-digit', position: digit + 1 }
  const other = typed.search(/[^A-Za-z]/)
  if (other >= 0) return { fits: false, problem: 'malformed-character', position: other + 1 }
  return { fits: true, canonical: typed, notices: [] }
}

/** The first one of a user becomes the licence code; a later one extends the licence. */
export const registration: Family = {
  name: 'registration',
  alphabet: LETTERS,
  lengths: LENGTHS,
  keep: 'until-applied',
  oneTime: true,
  target: 'account',
  shape: letters,
  compose: { symbols: 12, of: (symbols) => symbols, products: ['licence-extend'] },
  show: (canonical) => canonical,
}
