import type { Actor } from '../../accounts/actor.ts'
import { can } from '../../accounts/can.ts'
import { standingOf } from '../../accounts/standing.ts'
import { type LineAmount, totalsOf } from '../../billing/amounts.ts'
import type { BillingRow } from '../../billing/entries.ts'
import type { InvoiceTables } from '../../billing/invoice-schema.ts'
import { sellerNow } from '../../billing/parties.ts'
import { vatOf } from '../../billing/vat.ts'
import { dayOf, monthStart } from '../../billing/years.ts'
import type { House } from '../house.ts'
import type { LedgerReads } from '../tables.ts'
import { payerOf } from './buyer.ts'
import { dueSubscriptions, yearEntry } from './years.ts'

/** What a run would invoice to one account in one currency. */
export type PreviewedInvoice = {
  accountId: string
  name: string
  currency: string
  lines: number
  netMinor: number
  vatMinor: number
  totalMinor: number
}
export type RunPreview = {
  month: string
  invoices: PreviewedInvoice[]
  /** More is due than is looked at here; the run takes all of it. */
  more: boolean
}

export type SeenRun = InvoiceTables['invoice_runs']

/** Entries, and subscriptions, that a preview looks at. */
const LOOKED_AT_MAX = 1_000

/** Runs, the newest month first. */
export async function seeRuns({ ledger }: House, actor: Actor): Promise<SeenRun[] | 'forbidden'> {
  if (!can(await standingOf(ledger.reads, actor), 'see-billing', null)) return 'forbidden'
  return ledger.reads.selectFrom('invoice_runs').selectAll().orderBy('month', 'desc').limit(200).execute()
}

/** What the run of a month would invoice now; nothing is written. */
export async function previewRun(
  { ledger, world }: House,
  actor: Actor,
  month: string,
): Promise<RunPreview | 'forbidden' | 'no-seller' | 'month-not-begun'> {
  const { reads } = ledger
  if (!can(await standingOf(reads, actor), 'see-billing', null)) return 'forbidden'
  const until = monthStart(month)
  if (until === null || until > world.clock.now()) return 'month-not-begun'
  const seller = await sellerNow(reads)
  if (!seller) return 'no-seller'
  const due = await dueNow(reads, until)
  const grouped = Map.groupBy(due.slice(0, LOOKED_AT_MAX), ({ accountId, currency }) => `${accountId} ${currency}`)
  const invoices: PreviewedInvoice[] = []
  for (const entries of grouped.values()) {
    const [{ accountId, currency } = { accountId: '', currency: '' }] = entries
    const { buyer } = await payerOf(reads, accountId)
    const lines: LineAmount[] = entries.map(({ netMinor, suppliedAt }) => ({
      netMinor,
      ...vatOf(seller.country, buyer, dayOf(suppliedAt)),
    }))
    const { netMinor, vatMinor, totalMinor } = totalsOf(lines)
    invoices.push({ accountId, name: buyer.name, currency, lines: lines.length, netMinor, vatMinor, totalMinor })
  }
  return { month, invoices, more: due.length > LOOKED_AT_MAX }
}

type Due = { accountId: string; currency: string; netMinor: number; suppliedAt: number }

async function dueNow(reads: LedgerReads, until: number): Promise<Due[]> {
  const entered = (await reads
    .selectFrom('billing_due')
    .innerJoin('billing_entries', 'billing_entries.id', 'billing_due.entry_id')
    .selectAll('billing_entries')
    .where('billing_due.at', '<=', until)
    .orderBy('billing_due.account_id')
    .orderBy('billing_due.currency')
    .limit(LOOKED_AT_MAX + 1)
    .execute()) as BillingRow[]
  const due = entered.map((row) => ({
    accountId: row.account_id,
    currency: row.currency,
    netMinor: row.amount_minor,
    suppliedAt: row.supplied_at ?? row.at,
  }))
  for (const subscription of await dueSubscriptions(reads, until, LOOKED_AT_MAX + 1)) {
    const { accountId, currency, amountMinor, suppliedAt, at } = await yearEntry(reads, subscription)
    due.push({ accountId, currency, netMinor: amountMinor, suppliedAt: suppliedAt ?? at })
  }
  return due
}
