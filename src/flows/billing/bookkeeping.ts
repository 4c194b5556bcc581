import type { Actor } from '../../accounts/actor.ts'
import { can } from '../../accounts/can.ts'
import { standingOf } from '../../accounts/standing.ts'
import { type BookRow, paymentVoucher, voucherOf } from '../../billing/bookkeeping.ts'
import { invoiceOf } from '../../billing/invoices.ts'
import type { Buyer } from '../../billing/parties.ts'
import { isDay } from '../../billing/payment-list.ts'
import type { House } from '../house.ts'
import type { LedgerReads } from '../tables.ts'

export type { BookRow }

/** Documents read at once: what an export holds in memory. */
const PAGE = 100
const DAY_MS = 86_400_000

/** The vouchers of a period, page by page: invoices and credit notes in the order of their making, then payments. @param period days, both included */
export async function bookPages(
  { ledger }: House,
  actor: Actor,
  period: { from: string; to: string },
): Promise<AsyncGenerator<BookRow[]> | 'forbidden' | 'no-day'> {
  if (!can(await standingOf(ledger.reads, actor), 'see-billing', null)) return 'forbidden'
  if (!isDay(period.from) || !isDay(period.to)) return 'no-day'
  return pagesOf(ledger.reads, period)
}

async function* pagesOf(reads: LedgerReads, { from, to }: { from: string; to: string }): AsyncGenerator<BookRow[]> {
  const start = Date.parse(`${from}T00:00:00Z`)
  const end = Date.parse(`${to}T00:00:00Z`) + DAY_MS
  for (let after = ''; ; ) {
    const ids = await reads
      .selectFrom('invoices')
      .select('id')
      .where('id', '>', after)
      .where('issued_at', '>=', start)
      .where('issued_at', '<', end)
      .orderBy('id')
      .limit(PAGE)
      .execute()
    const rows: BookRow[] = []
    for (const { id } of ids) {
      const invoice = await invoiceOf(reads, id)
      if (invoice) rows.push(...voucherOf(invoice))
    }
    if (rows.length > 0) yield rows
    if (ids.length < PAGE) break
    after = ids.at(-1)?.id ?? ''
  }
  for (let after = ''; ; ) {
    const payments = await reads
      .selectFrom('payments')
      .innerJoin('invoices', 'invoices.id', 'payments.invoice_id')
      .selectAll('payments')
      .select('invoices.buyer')
      .where('payments.id', '>', after)
      .where('payments.paid_on', '>=', from)
      .where('payments.paid_on', '<=', to)
      .orderBy('payments.id')
      .limit(PAGE)
      .execute()
    const rows = payments.flatMap((row) => paymentVoucher(row, (JSON.parse(row.buyer) as Buyer).country))
    if (rows.length > 0) yield rows
    if (payments.length < PAGE) return
    after = payments.at(-1)?.id ?? ''
  }
}
