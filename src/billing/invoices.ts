import { newId } from '../std/ids.ts'
import type { World } from '../std/world.ts'
import type { Reads, Tx } from '../store/store.ts'
import { type LineAmount, type Totals, totalsOf } from './amounts.ts'
import type { InvoiceTables } from './invoice-schema.ts'
import type { Buyer, Seller } from './parties.ts'
import { type InvoiceKind, takeNumber } from './series.ts'
import type { VatCategory } from './vat.ts'

/** A line to be invoiced. `netMinor` of all of its `quantity`; `detail` fills its words. */
export type NewLine = LineAmount & {
  entryId: string | null
  creditsLine: string | null
  what: string
  detail: string
  quantity: number
}
export type NewInvoice = {
  kind: InvoiceKind
  accountId: string
  runId: string | null
  currency: string
  dueAt: number
  credits: { id: string; reason: string } | null
  seller: Seller
  buyer: Buyer
  language: string
  actor: string
  lines: readonly NewLine[]
  /** Absent: computed from the lines. A credit note that takes back the rest takes back the rest of the VAT. */
  totals?: Totals
}

export type InvoiceRow = InvoiceTables['invoices']
export type LineRow = InvoiceTables['invoice_lines'] & { category: VatCategory }
export type TaxRow = InvoiceTables['invoice_taxes'] & { category: VatCategory }
/** An invoice or credit note, whole. */
export type Invoice = InvoiceRow & { lines: LineRow[]; taxes: TaxRow[]; from: Seller; to: Buyer }

/** Makes an invoice or a credit note under the next number of its series. @returns its row */
export async function makeInvoice(tx: Tx<InvoiceTables>, world: World, made: NewInvoice): Promise<InvoiceRow> {
  const { clock, random } = world
  const id = newId(clock, random)
  const at = clock.now()
  const { netMinor, vatMinor, totalMinor, sums } = made.totals ?? totalsOf(made.lines)
  const numbered = await takeNumber(tx, made.kind, new Date(at).getUTCFullYear())
  const row: InvoiceRow = {
    id,
    kind: made.kind,
    ...numbered,
    account_id: made.accountId,
    run_id: made.runId,
    currency: made.currency,
    issued_at: at,
    due_at: made.dueAt,
    net_minor: netMinor,
    vat_minor: vatMinor,
    total_minor: totalMinor,
    credits_id: made.credits?.id ?? null,
    reason: made.credits?.reason ?? null,
    seller: JSON.stringify(made.seller),
    buyer: JSON.stringify(made.buyer),
    language: made.language,
    actor: made.actor,
  }
  await tx.insertInto('invoices').values(row).execute()
  const lines = made.lines.map((line, index) => ({
    id: newId(clock, random),
    invoice_id: id,
    position: index + 1,
    entry_id: line.entryId,
    credits_line: line.creditsLine,
    what: line.what,
    detail: line.detail,
    quantity: line.quantity,
    net_minor: line.netMinor,
    category: line.category,
    rate: line.rate,
  }))
  await tx.insertInto('invoice_lines').values(lines).execute()
  const taxes = sums.map((sum, index) => ({
    invoice_id: id,
    position: index + 1,
    category: sum.category,
    rate: sum.rate,
    net_minor: sum.netMinor,
    vat_minor: sum.vatMinor,
  }))
  await tx.insertInto('invoice_taxes').values(taxes).execute()
  await tx.insertInto('invoice_outbox').values({ invoice_id: id }).execute()
  return row
}

/** An invoice with its lines and sums; null for one that is not there. */
export async function invoiceOf(reads: Reads<InvoiceTables>, id: string): Promise<Invoice | null> {
  const row = await reads.selectFrom('invoices').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) return null
  const lines = await reads
    .selectFrom('invoice_lines')
    .selectAll()
    .where('invoice_id', '=', id)
    .orderBy('position')
    .execute()
  const taxes = await reads
    .selectFrom('invoice_taxes')
    .selectAll()
    .where('invoice_id', '=', id)
    .orderBy('position')
    .execute()
  return {
    ...row,
    lines: lines as LineRow[],
    taxes: taxes as TaxRow[],
    from: JSON.parse(row.seller) as Seller,
    to: JSON.parse(row.buyer) as Buyer,
  }
}
