import { addPeriod } from '../std/period.ts'

/** What is known of a SIM's end of validity; null where nothing is. */
export type Ends = { ledger: number | null; reported: number | null }

/**
 * The end that an extension leads to: `max(anchor, present end) + period`. The present end is the later of what the ledger holds and what the device
 * reported: no time that somebody has may get lost, and a wrong report is a matter for reconciliation.
 * @throws RangeError see `addPeriod`
 */
export function extendedEnd(ends: Ends, anchor: number, period: string): { from: number; until: number } {
  const from = Math.max(anchor, ends.ledger ?? anchor, ends.reported ?? anchor)
  return { from, until: addPeriod(from, period) }
}
