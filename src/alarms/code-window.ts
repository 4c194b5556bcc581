/** What the ledger knows of one code on a SIM. Instants in milliseconds since 1970, by the house's clock. */
export type LedgerCode = {
  /** When it was granted: no device can have applied it before. */
  grantedAt: number
  /** When the device's signed result was entered, and what it said; null: under way. */
  ended: { at: number; as: 'applied' | 'given-back' } | null
}

/** A device's time, corrected by its boot's offset, may be off the house's by that much: twice what a clock is forgiven (`src/telemetry/clock-offset.ts`). */
export const SKEW_MS = 60_000

/** Whether a SIM that was read at two instants took a code in between: `surely`, `perhaps`, or `not`. @param from @param to when it was read, from < to */
export function takenBetween(code: LedgerCode, from: number, to: number): 'surely' | 'perhaps' | 'not' {
  if (code.ended?.as === 'given-back') return 'not'
  const earliest = code.grantedAt - SKEW_MS
  const latest = code.ended ? code.ended.at + SKEW_MS : Number.POSITIVE_INFINITY
  if (earliest > to || latest <= from) return 'not'
  return earliest > from && latest <= to ? 'surely' : 'perhaps'
}

/** When a SIM was read: the device's boot count, and its time corrected by the offset of that boot, milliseconds since 1970. */
export type ReadAt = { boot: number; at: number }

/** Whether a reading came after another. Two boots' times may be off each other by more than lies between them; their counts are not. */
export function isLater(seen: ReadAt, than: ReadAt): boolean {
  return seen.boot === than.boot ? seen.at > than.at : seen.boot > than.boot
}
