import { isLater, type LedgerCode, type ReadAt, takenBetween } from './code-window.ts'

/** A code that extends. @property until the end that was sent or entered, milliseconds since 1970; null: not sent yet */
export type Extension = LedgerCode & { until: number | null }

/** The end that ledger and device last agreed on, milliseconds since 1970, and when it was read. */
export type ValidityStanding = ReadAt & { until: number }

export type ValidityJudged = {
  standing: ValidityStanding
  /** Every end that the SIM may have by the ledger. */
  expected: number[]
  disagrees: 'later-than-the-ledger' | 'earlier-than-the-ledger' | null
}

/**
 * Judges an end of validity that a device reports: it is what it was, or the end of a code that may have been applied since. While they disagree the standing stays, so
 * that they agree again when the device reports an end that the ledger knows.
 * @returns null for a reading that is not later than the standing's: it says nothing new
 */
export function reconcileValidity(
  standing: ValidityStanding,
  seen: ReadAt & { until: number },
  codes: readonly Extension[],
): ValidityJudged | null {
  if (!isLater(seen, standing)) return null
  const taken = codes.flatMap(({ until, ...code }) => {
    const how = takenBetween(code, standing.at, seen.at)
    return until === null || how === 'not' ? [] : [{ until, how }]
  })
  // Ends only grow: what surely came is the least that there is now.
  const least = Math.max(standing.until, ...taken.filter(({ how }) => how === 'surely').map(({ until }) => until))
  const known = [standing.until, ...taken.map(({ until }) => until)]
  const expected = [...new Set(known)].filter((until) => until >= least).sort((a, b) => a - b)
  if (expected.includes(seen.until)) return { standing: { ...seen }, expected, disagrees: null }
  const later = seen.until > (expected.at(-1) ?? least)
  return { standing, expected, disagrees: later ? 'later-than-the-ledger' : 'earlier-than-the-ledger' }
}
