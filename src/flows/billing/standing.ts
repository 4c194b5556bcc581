import type { House } from '../house.ts'
import { nextRun } from './schedule.ts'

/** More are not counted: whoever asks wants to know whether they are many. */
const COUNTED_MAX = 1_000

/** How invoices stand, for whoever watches the house. */
export type InvoicesStanding = {
  /** Seconds that the run which comes by itself is overdue; 0 while it is not, or when none comes by itself. */
  late_s(): Promise<number>
  /** Runs that have begun and not ended. */
  open(): Promise<number>
  /** Invoices and credit notes that are to be sent still; at most 1,000 are counted. */
  waiting(): Promise<number>
}

/** Looks into the ledger at each call. */
export function invoicesStanding(house: House): InvoicesStanding {
  const { reads } = house.ledger
  return {
    async late_s() {
      const next = await nextRun(house, reads)
      return next ? Math.max(0, (house.world.clock.now() - next.at) / 1_000) : 0
    },
    async open() {
      const runs = await reads.selectFrom('invoice_runs').select('id').where('state', '=', 'running').execute()
      return runs.length
    },
    async waiting() {
      const rows = await reads.selectFrom('invoice_outbox').select('invoice_id').limit(COUNTED_MAX).execute()
      return rows.length
    },
  }
}
