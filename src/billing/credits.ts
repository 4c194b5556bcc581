import type { LineAmount } from './amounts.ts'
import { type Totals, totalsOf, vatAmount } from './amounts.ts'
import type { LineRow, TaxRow } from './invoices.ts'

/** A line of an invoice, and what is left of it to be credited, net. */
export type CreditLine = LineRow & { leftMinor: number }

type Taxed = { taxes: readonly TaxRow[] }

/**
 * Sums of a credit note. VAT is that of its own sum for each category and rate; the note that takes back the rest of one takes back the rest of its VAT, so that in however
 * many parts an invoice is credited, they come to the invoice, to the minor unit.
 * @param earlier credit notes of the same invoice
 */
export function creditTotals(lines: readonly LineAmount[], invoice: Taxed, earlier: readonly Taxed[]): Totals {
  const sums = totalsOf(lines).sums.map((sum) => {
    const of = ({ taxes }: Taxed) => taxes.find(({ category, rate }) => category === sum.category && rate === sum.rate)
    const whole = of(invoice)
    if (!whole) throw new Error('a credit of what was not invoiced')
    const before = earlier.map(of)
    const left = whole.vat_minor - before.reduce((total, tax) => total + (tax?.vat_minor ?? 0), 0)
    const leftNet = whole.net_minor - before.reduce((total, tax) => total + (tax?.net_minor ?? 0), 0)
    const vatMinor = sum.netMinor === leftNet ? left : Math.min(left, vatAmount(sum.netMinor, sum.rate))
    return { ...sum, vatMinor }
  })
  const netMinor = sums.reduce((total, sum) => total + sum.netMinor, 0)
  const vatMinor = sums.reduce((total, sum) => total + sum.vatMinor, 0)
  return { netMinor, vatMinor, totalMinor: netMinor + vatMinor, sums }
}
