import { luhnDigit } from '../std/luhn.ts'
import type { Tx } from '../store/store.ts'
import type { InvoiceTables } from './invoice-schema.ts'

export type InvoiceKind = 'invoice' | 'credit-note'

/** First letter of the series: faktura, kreditnota. */
const LETTERS: Record<InvoiceKind, string> = { invoice: 'F', 'credit-note': 'K' }
const DIGITS = 6

/** A number of a series, e.g. `F2026-000001`, and the digits by which a payment names it, the last a check digit (Luhn). */
export type InvoiceNumber = { series: string; number: string; reference: string }

/**
 * Takes the next number of a series, in the transaction that makes the invoice: its row is locked until that commits, and what is rolled back gives its number back.
 * So the numbers of a series have no gap (directive 2006/112/EC art. 226 (2)).
 * @param year of the day of issue
 */
export async function takeNumber(tx: Tx<InvoiceTables>, kind: InvoiceKind, year: number): Promise<InvoiceNumber> {
  const series = `${LETTERS[kind]}${year}`
  const bumped = await tx
    .insertInto('number_series')
    .values({ series, next: 2 })
    .onConflict((conflict) =>
      conflict.column('series').doUpdateSet((on) => ({ next: on('number_series.next', '+', 1) })),
    )
    .returning('next')
    .executeTakeFirstOrThrow()
  const count = String(bumped.next - 1).padStart(DIGITS, '0')
  const digits = `${kind === 'invoice' ? '1' : '2'}${year}${count}`
  return { series, number: `${series}-${count}`, reference: digits + luhnDigit(digits) }
}
