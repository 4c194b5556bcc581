import type { Family, Notice, ShapeProblem } from './family.ts'
import { withoutSeparators } from './family.ts'

/** A typed text that has the shape of at least one family, in the canonical form of each, the wanted family first. */
export type Typed =
  | { fits: true; candidates: readonly { family: Family; canonical: string; notices: readonly Notice[] }[] }
  | { fits: false; problem: ShapeProblem; position?: number }

/**
 * Reads what a person typed where a code of `wanted` belongs. A text that is no code of the wanted family but has another's shape is kept as that
 * family's candidate, so that a licence code entered at a SIM is told apart from a typo; otherwise the wanted family says what is wrong.
 */
export function readTyped(text: string, wanted: Family, families: readonly Family[]): Typed {
  const typed = withoutSeparators(text)
  const candidates = []
  const shape = wanted.shape(typed)
  if (shape.fits) candidates.push({ family: wanted, canonical: shape.canonical, notices: shape.notices })
  for (const family of families) {
    if (family === wanted) continue
    const other = family.shape(typed)
    if (other.fits) candidates.push({ family, canonical: other.canonical, notices: other.notices })
  }
  if (candidates.length > 0) return { fits: true, candidates }
  if (shape.fits) throw new Error('a fitting shape is a candidate')
  return shape
}
