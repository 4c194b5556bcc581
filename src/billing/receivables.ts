import { newId } from '../std/ids.ts'
import type { World } from '../std/world.ts'
import { RunAgain } from '../store/errors.ts'
import type { Reads, Tx } from '../store/store.ts'
import type { InvoiceTables } from './invoice-schema.ts'

/** What is still owed of an invoice, in minor units; below 0: paid too much. */
export type Receivable = InvoiceTables['receivables']

/** What happens to what is owed. `amountMinor` signed: invoiced and refunded raise it. */
export type ReceivableEntry = {
  entry: 'invoiced' | 'credited' | 'paid' | 'refunded'
  amountMinor: number
  /** The document behind it, once. */
  source: string
  at: number
}

/** What is owed of an invoice; null for one that is not there. */
export async function receivableOf(reads: Reads<InvoiceTables>, invoiceId: string): Promise<Receivable | null> {
  const query = reads.selectFrom('receivables').selectAll().where('invoice_id', '=', invoiceId)
  return (await query.executeTakeFirst()) ?? null
}

/** Begins what is owed of an invoice. */
export async function openReceivable(
  tx: Tx<InvoiceTables>,
  world: World,
  owed: { invoiceId: string; accountId: string; currency: string; dueAt: number; totalMinor: number; at: number },
): Promise<void> {
  const { invoiceId, accountId, currency, totalMinor, at } = owed
  const row = { invoice_id: invoiceId, account_id: accountId, currency, due_at: owed.dueAt }
  await tx
    .insertInto('receivables')
    .values({ ...row, outstanding_minor: totalMinor, version: 1 })
    .execute()
  const entry = { entry: 'invoiced', amountMinor: totalMinor, source: invoiceId, at } as const
  await enter(tx, world, { ...row, outstanding_minor: 0, version: 0 }, entry)
}

/** Changes what is owed from what was read; that condition is the lock. @throws RunAgain when it was changed meanwhile */
export async function changeReceivable(
  tx: Tx<InvoiceTables>,
  world: World,
  before: Receivable,
  entry: ReceivableEntry,
): Promise<void> {
  const changed = await tx
    .updateTable('receivables')
    .set({ outstanding_minor: before.outstanding_minor + entry.amountMinor, version: before.version + 1 })
    .where('invoice_id', '=', before.invoice_id)
    .where('version', '=', before.version)
    .returning('invoice_id')
    .execute()
  if (changed.length === 0) throw new RunAgain('what is owed was changed meanwhile')
  await enter(tx, world, before, entry)
}

async function enter(
  tx: Tx<InvoiceTables>,
  { clock, random }: World,
  { account_id, invoice_id, currency }: Receivable,
  { entry, amountMinor, source, at }: ReceivableEntry,
): Promise<void> {
  const row = { account_id, invoice_id, entry, amount_minor: amountMinor, currency, source, at }
  await tx
    .insertInto('receivable_entries')
    .values({ id: newId(clock, random), ...row })
    .execute()
}
