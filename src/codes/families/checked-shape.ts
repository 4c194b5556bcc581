import { ALPHABET_31, check31Fits } from '../check-31.ts'
import type { Shape } from '../family.ts'

/** The shape of the families that are ours to form: a fixed length over 31 symbols, the last one a check character; small letters are raised. */
export function checkedShape(typed: string, length: number): Shape {
  if (typed.length !== length) return { fits: false, problem: 'malformed-length' }
  const canonical = typed.toUpperCase()
  for (let at = 0; at < length; at++) {
    if (!ALPHABET_31.includes(canonical[at] ?? ' '))
      return { fits: false, problem: 'malformed-character', position: at + 1 }
  }
  if (!check31Fits(canonical)) return { fits: false, problem: 'malformed-check' }
  return { fits: true, canonical, notices: canonical === typed ? [] : ['raised-to-capitals'] }
}
