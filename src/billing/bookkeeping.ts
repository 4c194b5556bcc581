import type { InvoiceTables } from './invoice-schema.ts'
import type { Invoice } from './invoices.ts'
import { dayOf } from './years.ts'

/** A row of a voucher: one of `debitMinor` and `creditMinor` is 0. */
export type BookRow = {
  date: string
  /** The document or payment behind it. */
  voucher: string
  account: string
  debitMinor: number
  creditMinor: number
  currency: string
  /** Of the buyer. */
  country: string
}

/**
 * Accounts of the Swedish chart BAS 2026 on which vouchers are entered; bookkeeping programs map them. Sales at home, to companies in the Union by reverse charge, by
 * the one-stop shop, outside the Union; output VAT at home and of the one-stop shop.
 */
export const BOOK_ACCOUNTS = {
  receivables: '1510',
  bank: '1930',
  salesHome: '3001',
  salesReverse: '3308',
  salesOneStop: '3309',
  salesOutside: '3305',
  vatHome: '2611',
  vatOneStop: '2670',
} as const

/** An invoice or credit note as a voucher: what is owed on one side, sales and VAT on the other; the sums of both sides are equal. */
export function voucherOf(invoice: Invoice): BookRow[] {
  const { number, issued_at, currency, from, to, kind } = invoice
  const common = { date: dayOf(issued_at), voucher: number, currency, country: to.country }
  const sign = kind === 'invoice' ? 1 : -1
  const home = to.country === from.country
  const rows: [string, number][] = [[BOOK_ACCOUNTS.receivables, sign * invoice.total_minor]]
  for (const { category, net_minor, vat_minor } of invoice.taxes) {
    const sales = {
      S: home ? BOOK_ACCOUNTS.salesHome : BOOK_ACCOUNTS.salesOneStop,
      AE: BOOK_ACCOUNTS.salesReverse,
      O: BOOK_ACCOUNTS.salesOutside,
    }
    rows.push([sales[category], -sign * net_minor])
    if (vat_minor !== 0) rows.push([home ? BOOK_ACCOUNTS.vatHome : BOOK_ACCOUNTS.vatOneStop, -sign * vat_minor])
  }
  return rows.map(([account, amount]) => sided(common, account, amount))
}

/** A payment, or what was paid back, as a voucher. */
export function paymentVoucher(payment: InvoiceTables['payments'], country: string): BookRow[] {
  const { paid_on: date, id: voucher, currency, amount_minor } = payment
  const common = { date, voucher, currency, country }
  return [sided(common, BOOK_ACCOUNTS.bank, amount_minor), sided(common, BOOK_ACCOUNTS.receivables, -amount_minor)]
}

function sided(
  common: Omit<BookRow, 'account' | 'debitMinor' | 'creditMinor'>,
  account: string,
  amount: number,
): BookRow {
  return { ...common, account, debitMinor: Math.max(amount, 0), creditMinor: Math.max(-amount, 0) }
}
