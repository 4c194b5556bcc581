import type { Actor } from '../../accounts/actor.ts'
import { can } from '../../accounts/can.ts'
import { standingOf } from '../../accounts/standing.ts'
import { type PaymentLine, readPayments } from '../../billing/payment-list.ts'
import type { House } from '../house.ts'
import { enterPayment, type PaymentOutcome } from './pay.ts'

/** What became of a line of a list of payments. */
export type ImportedLine = {
  line: number
  outcome: PaymentOutcome['kind'] | 'malformed'
  fault?: string
  outstandingMinor?: number
}

/** Lines of one list. */
export const PAYMENTS_MAX = 500

/** Enters a bank's list of payments (`src/billing/payment-list.ts`), each in a transaction of its own: a line at fault stops no other, and the same list again enters what is missing. */
export async function importPayments(
  house: House,
  actor: Actor,
  csv: string,
): Promise<ImportedLine[] | 'forbidden' | 'unreadable' | 'too-many'> {
  if (!can(await standingOf(house.ledger.reads, actor), 'bill', null)) return 'forbidden'
  const lines = linesOf(csv)
  if (lines === null) return 'unreadable'
  if (lines.length > PAYMENTS_MAX) return 'too-many'
  const report: ImportedLine[] = []
  for (const one of lines) {
    if (!one.ok) report.push({ line: one.line, outcome: 'malformed', fault: one.fault })
    else {
      const made = await enterPayment(house, actor, one)
      const owed = 'outstandingMinor' in made ? { outstandingMinor: made.outstandingMinor } : {}
      report.push({ line: one.line, outcome: made.kind, ...owed })
    }
  }
  return report
}

function linesOf(csv: string): PaymentLine[] | null {
  try {
    return readPayments(csv)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}
