import { type BillingRow, dueEntries, takeEntries } from '../../billing/entries.ts'
import { makeInvoice, type NewLine } from '../../billing/invoices.ts'
import type { Buyer, Seller } from '../../billing/parties.ts'
import { openReceivable } from '../../billing/receivables.ts'
import { vatOf } from '../../billing/vat.ts'
import { dayOf } from '../../billing/years.ts'
import { addPeriod } from '../../std/period.ts'
import { record } from '../../store/audit.ts'
import { tell } from '../../store/events.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import { payerOf } from './buyer.ts'

/** Lines of one invoice; what an account has more goes on a further one. With entries, sums and the rest within 500 rows. */
export const INVOICE_LINES_MAX = 100
/** ISO 8601, from the day of issue. */
const TERM = 'P30D'

export type Issue = {
  accountId: string
  currency: string
  /** What was entered until then. */
  until: number
  /** Null: of no run, because the account is closed. */
  runId: string | null
  seller: Seller
  actor: string
}

/**
 * Invoices what is due of one account in one currency: invoice, number, what is owed, event and audit entry in one transaction, or nothing.
 * @returns how many entries it took; 0: nothing is due
 */
export async function issueDue(house: Pick<House, 'world'>, tx: LedgerTx, issue: Issue): Promise<number> {
  const { world } = house
  const { accountId, currency, seller, actor } = issue
  const found = await dueEntries(tx, { ...issue, limit: INVOICE_LINES_MAX })
  if (found.length === 0) return 0
  const taken = await takeEntries(
    tx,
    found.map(({ id }) => id),
  )
  const entries = found.filter(({ id }) => taken.has(id))
  if (entries.length === 0) return 0
  const { buyer, language } = await payerOf(tx, accountId)
  const at = world.clock.now()
  const row = await makeInvoice(tx, world, {
    kind: 'invoice',
    accountId,
    runId: issue.runId,
    currency,
    dueAt: addPeriod(at, TERM),
    credits: null,
    seller,
    buyer,
    language,
    actor,
    lines: entries.map((entry) => lineOf(entry, seller, buyer)),
  })
  const { id, due_at: dueAt, total_minor: totalMinor } = row
  await openReceivable(tx, world, { invoiceId: id, accountId, currency, dueAt, totalMinor, at })
  await tell(tx, world, { accountId, topic: `invoice:${id}`, body: JSON.stringify({ state: 'issued' }) })
  const details = JSON.stringify({
    number: row.number,
    totalMinor,
    currency,
    runId: issue.runId,
    lines: entries.length,
  })
  await record(tx, world, { actor, act: 'issue-invoice', accountId, subject: `invoice:${id}`, details })
  return entries.length
}

/** An entry as a line: its VAT is that of the day of its supply. */
export function lineOf(entry: BillingRow, seller: Seller, buyer: Buyer): NewLine {
  const day = dayOf(entry.supplied_at ?? entry.at)
  return {
    entryId: entry.id,
    creditsLine: null,
    what: entry.what === 'licence-order' ? `${entry.what}-${entry.pricing}` : entry.what,
    detail: entry.detail ?? '{}',
    quantity: entry.quantity ?? 1,
    netMinor: entry.amount_minor,
    ...vatOf(seller.country, buyer, day),
  }
}
