import { sellerNow } from '../../billing/parties.ts'
import { monthStart } from '../../billing/years.ts'
import { dayStart, monthInZone } from '../../std/zone.ts'
import type { House } from '../house.ts'
import type { LedgerReads } from '../tables.ts'
import { startRun } from './run.ts'

/** When a month's invoices are run without anybody's order: its day, 1 to 28, as calendars of the seller's zone show it. */
export type InvoiceSchedule = { day: number; zone: string }

/** The run that comes by itself next: its month, and when. `at` in milliseconds since 1970, or before now where it is about to begin. */
export type NextRun = { month: string; at: number }

/** As it stands in the audit and beside a run that nobody ordered. */
const BY_ITSELF = 'local'

/**
 * When the run of a month begins by itself: no earlier than the month does in UTC, which is what runs go by.
 * @param later months after the one named
 */
function runOf({ day, zone }: InvoiceSchedule, named: string, later = 0): NextRun {
  const begins = dayStart(named, day, zone, later)
  const month = monthInZone(begins, zone)
  return { month, at: Math.max(begins, monthStart(month) ?? begins) }
}

/** The next run that nobody need order: this month's while it has none, or else the next month's. Null: nobody sells, or nothing runs by itself. */
export async function nextRun(house: House, reads: LedgerReads): Promise<NextRun | null> {
  const { invoiceSchedule: schedule, world } = house
  if (!schedule || !(await sellerNow(reads))) return null
  const month = monthInZone(world.clock.now(), schedule.zone)
  const run = await reads.selectFrom('invoice_runs').select('id').where('month', '=', month).executeTakeFirst()
  return runOf(schedule, month, run ? 1 : 0)
}

/**
 * Orders this month's run once its day has come, unless it was run already, by whomever: told again, by another process or after a restart, it does nothing. A house that was away on that day
 * does it when it is back; months that it missed altogether need none, because a run takes everything until its month.
 * @returns whether a run began
 */
export async function orderDueRun(house: House): Promise<boolean> {
  const { ledger, world } = house
  const next = await nextRun(house, ledger.reads)
  if (!next || next.at > world.clock.now()) return false
  return ledger.transact('order-due-run', async (tx) => {
    if (!(await sellerNow(tx))) return false
    const until = monthStart(next.month)
    return (
      until !== null && (await startRun(house, tx, { month: next.month, until, by: BY_ITSELF, again: false })) !== null
    )
  })
}
