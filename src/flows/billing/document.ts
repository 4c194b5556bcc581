import { type Invoice, invoiceOf, type LineRow } from '../../billing/invoices.ts'
import { lineWords } from '../../billing/line-words.ts'
import { type NoUbl, ublOf } from '../../billing/ubl.ts'
import type { Texts } from '../../std/texts.ts'
import type { LedgerReads } from '../tables.ts'

/** An invoice or credit note with all that stands on its paper. */
export type InvoiceDocument = {
  invoice: Invoice
  /** The invoice that a credit note takes back. */
  credited: { number: string; issuedAt: number } | null
  /** What a line is for, in the language of the document. */
  words(line: Pick<LineRow, 'what' | 'detail'>): string
  /** As UBL (Peppol BIS Billing 3). */
  ubl(): { xml: string } | NoUbl
}

/** An invoice or credit note as a document; null for one that is not there. */
export async function documentOf(reads: LedgerReads, texts: Texts, id: string): Promise<InvoiceDocument | null> {
  const invoice = await invoiceOf(reads, id)
  if (!invoice) return null
  const of = invoice.credits_id === null ? null : await invoiceOf(reads, invoice.credits_id)
  const credited = of && { number: of.number, issuedAt: of.issued_at }
  const say = (key: string, params?: Readonly<Record<string, string | number>>): string =>
    texts.text(invoice.language, key, params)
  return { invoice, credited, words: (line) => lineWords(line, say), ubl: () => ublOf(invoice, say, credited) }
}
