import { FAMILIES } from './families/index.ts'
import { verification } from './families/verification.ts'
import { type Family, type Keep, type Notice, type ShapeProblem, withoutSeparators } from './family.ts'
import { piecesOf } from './pieces.ts'

/** What a pasted text may hold: one entry for each family that it can be, or nearly is. */
export type Candidate = {
  family: Family
  /** As it would be hashed; null where the shape does not fit. */
  canonical: string | null
  keep: Keep
  problems: readonly { name: ShapeProblem; position?: number }[]
  notices: readonly Notice[]
}

/** The tail of the verification SMS is the app's retriever hash of 11 characters, which is not typed. */
const VERIFICATION_SMS = /tracker-s.kerhetskod\s+([0-9]{6})(?:\s+\S{11})?(?!\S)/iu
/** A wrong length is told only near a right one: everything else is no code but a word. */
const NEAR = 2
/** With one or two characters wrong in a dozen it is still meant as one. */
const KNOWN_SHARE = 0.8
const CANDIDATES_MAX = 8
/** No dashes: they stand in codes. */
const BETWEEN_WORDS = /[\s.,;:!?"'()]+/u
/** Small letters with or without a capital before them; or capitals that can be spoken: a vowel, and nowhere more than two letters in a row that are none. */
const WORD = /^(?:\p{L}?\p{Ll}+|(?!.*[^AEIOUYÅÄÖÜÆØÉ]{3})\p{Lu}*[AEIOUYÅÄÖÜÆØÉ]\p{Lu}*)$/u
/** As `licences/orders.ts` draws them: they stand in the same messages as codes do, and are none. */
const ORDER_NUMBER = /(?<![\p{L}\p{N}-])B[-\u2010-\u2015][0-9]{8}(?![\p{L}\p{N}-])/iu
const ORDER_TEXT_MAX = 2_000

/** Whether a text holds an order number. @param text as pasted; only its first 2,000 characters count */
export const namesOrder = (text: string): boolean => ORDER_NUMBER.test(text.slice(0, ORDER_TEXT_MAX))

/**
 * Says what a pasted text can be, by its shape alone. Families that fit come first and alone; where none fits, those that nearly do, with what is wrong.
 * @param text as pasted: a code with dashes and spaces, a whole SMS, a sentence around a code. Only its first 2,000 characters count
 */
export function identify(text: string): Candidate[] {
  const sms = VERIFICATION_SMS.exec(text)
  if (sms?.[1]) return [fitting(verification, sms[1], [])]
  const pieces = piecesOf(text)
  for (const piece of pieces) {
    const fits = candidatesOf(piece.text).filter((candidate) => candidate.canonical !== null)
    const credible = piece.alone ? fits : fits.filter(({ canonical }) => looksLikeCode(piece.text, canonical ?? ''))
    if (credible.length > 0) return credible.slice(0, CANDIDATES_MAX)
  }
  const [whole] = pieces
  if (!whole?.alone || namesOrder(whole.text)) return []
  const near = candidatesOf(whole.text).filter((one) => !isWord(whole.text, one))
  // A code of the right length with a wrong character is nearer than one of another length.
  const nearest = near.filter(({ problems }) => problems.some(({ name }) => name !== 'malformed-length'))
  return (nearest.length > 0 ? nearest : near).slice(0, CANDIDATES_MAX)
}

function candidatesOf(piece: string): Candidate[] {
  const found: Candidate[] = []
  const joined = withoutSeparators(piece)
  const dashed = joined !== piece.replace(/\s/gu, '')
  for (const family of FAMILIES) {
    const typed = family.grouped === 'never' ? piece.trim() : joined
    const shape = family.shape(typed)
    if (shape.fits) {
      // What stands in groups was written by us, and only unlock codes of 16 are.
      found.push(fitting(family, shape.canonical, shape.notices))
    } else if (isNear(family, joined)) {
      if (dashed && family.grouped === 'never') continue
      const problem =
        shape.position === undefined ? { name: shape.problem } : { name: shape.problem, position: shape.position }
      found.push({ family, canonical: null, keep: family.keep, problems: [problem], notices: [] })
    }
  }
  return found
}

function fitting(family: Family, canonical: string, notices: readonly Notice[]): Candidate {
  return { family, canonical, keep: family.keep, problems: [], notices }
}

/**
 * Words of another length than codes have, such as a greeting, are no code with characters missing: `Hello!`, `HELLO`, `HELLO FRIEND`. No real code is turned away by this, whatever it
 * spells: a code has a length of its family and never comes here. What is lost is the hint that characters are missing, for a beginning that can be spoken and has no digit: of five
 * characters of a subscription code 1 in 16, of six 1 in 35. `HELLO YOU` has a code's length and stays one.
 */
function isWord(typed: string, { problems }: Candidate): boolean {
  const words = typed.split(BETWEEN_WORDS).filter((word) => word !== '')
  return problems[0]?.name === 'malformed-length' && words.length > 0 && words.every((word) => WORD.test(word))
}

/** A typing mistake away from a code: nearly the right length, and most characters of its alphabet. */
function isNear(family: Family, typed: string): boolean {
  if (!family.lengths.some((length) => Math.abs(length - typed.length) <= NEAR)) return false
  const known = [...typed].filter(
    (character) => family.alphabet.includes(character) || family.alphabet.includes(character.toUpperCase()),
  )
  return typed.length > 0 && known.length >= typed.length * KNOWN_SHARE
}

/** In a sentence an ordinary word of eight letters has the shape of a licence code: there a code must show a digit or odd capitals. */
function looksLikeCode(piece: string, canonical: string): boolean {
  if (/[0-9]/.test(piece)) return true
  return /[a-z][A-Z]|[A-Z]{2}[a-z]/.test(canonical)
}
