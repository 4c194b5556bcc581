import type { Actor } from '../../accounts/actor.ts'
import { can, reach } from '../../accounts/can.ts'
import { standingOf } from '../../accounts/standing.ts'
import type { TakenStep } from '../../billing/dunning.ts'
import type { InvoiceTables } from '../../billing/invoice-schema.ts'
import type { InvoiceRow } from '../../billing/invoices.ts'
import type { Texts } from '../../std/texts.ts'
import type { House } from '../house.ts'
import type { LedgerReads } from '../tables.ts'
import { documentOf, type InvoiceDocument } from './document.ts'

/** An invoice or credit note in a list; `outstandingMinor` null: a credit note. */
export type SeenInvoice = InvoiceRow & { outstandingMinor: number | null; step: string | null }
/** Everything about one. */
export type WholeInvoice = {
  shown: InvoiceDocument
  outstandingMinor: number | null
  creditNotes: InvoiceRow[]
  payments: InvoiceTables['payments'][]
  steps: TakenStep[]
}
export type InvoiceFilter = {
  accountId?: string
  runId?: string
  number?: string
  /** `open`: something is owed; `overdue`: and was to be paid by now; `overpaid`: more was paid than was owed. */
  state?: 'open' | 'overdue' | 'overpaid'
  before?: string
  limit: number
}

/** Invoices and credit notes that the actor may see, the newest first. */
export async function seeInvoices(
  { ledger, world }: House,
  actor: Actor,
  filter: InvoiceFilter,
): Promise<SeenInvoice[]> {
  const { reads } = ledger
  const accounts = reach(await standingOf(reads, actor), 'see-invoice')
  if (accounts !== 'all' && accounts.length === 0) return []
  let query = reads
    .selectFrom('invoices')
    .leftJoin('receivables', 'receivables.invoice_id', 'invoices.id')
    .selectAll('invoices')
    .select('receivables.outstanding_minor as owed')
    .orderBy('invoices.id', 'desc')
    .limit(filter.limit)
  if (accounts !== 'all') query = query.where('invoices.account_id', 'in', [...accounts])
  if (filter.accountId !== undefined) query = query.where('invoices.account_id', '=', filter.accountId)
  if (filter.runId !== undefined) query = query.where('invoices.run_id', '=', filter.runId)
  if (filter.number !== undefined) query = query.where('invoices.number', '=', filter.number)
  if (filter.before !== undefined) query = query.where('invoices.id', '<', filter.before)
  if (filter.state === 'overpaid') query = query.where('receivables.outstanding_minor', '<', 0)
  else if (filter.state !== undefined) query = query.where('receivables.outstanding_minor', '>', 0)
  if (filter.state === 'overdue') query = query.where('receivables.due_at', '<', world.clock.now())
  const rows = await query.execute()
  const steps = await lastSteps(
    reads,
    rows.map(({ id }) => id),
  )
  return rows.map(({ owed, ...row }) => ({ ...row, outstandingMinor: owed, step: steps.get(row.id) ?? null }))
}

/** The last step against each, by its id. */
async function lastSteps(reads: LedgerReads, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await reads
    .selectFrom('dunning_steps')
    .select(['invoice_id', 'step'])
    .where('invoice_id', 'in', [...ids])
    .orderBy('at')
    .execute()
  return new Map(rows.map(({ invoice_id, step }) => [invoice_id, step]))
}

/** One invoice or credit note with what became of it; undefined: there is none, or it is not the actor's to see. */
export async function seeInvoice(
  { ledger }: House,
  actor: Actor,
  texts: Texts,
  id: string,
): Promise<WholeInvoice | undefined> {
  const { reads } = ledger
  const shown = await documentOf(reads, texts, id)
  if (!shown || !can(await standingOf(reads, actor), 'see-invoice', shown.invoice.account_id)) return undefined
  const owed = await reads.selectFrom('receivables').selectAll().where('invoice_id', '=', id).executeTakeFirst()
  const creditNotes = await reads
    .selectFrom('invoices')
    .selectAll()
    .where('credits_id', '=', id)
    .orderBy('id')
    .execute()
  const payments = await reads.selectFrom('payments').selectAll().where('invoice_id', '=', id).orderBy('id').execute()
  const steps = await reads
    .selectFrom('dunning_steps')
    .select(['step', 'at', 'next_at'])
    .where('invoice_id', '=', id)
    .orderBy('at')
    .execute()
  return { shown, outstandingMinor: owed?.outstanding_minor ?? null, creditNotes, payments, steps }
}
