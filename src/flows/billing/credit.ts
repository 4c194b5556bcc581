import { type Actor, actorName } from '../../accounts/actor.ts'
import { can } from '../../accounts/can.ts'
import { standingOf } from '../../accounts/standing.ts'
import { type CreditLine, creditTotals } from '../../billing/credits.ts'
import { type Invoice, invoiceOf, makeInvoice, type NewLine } from '../../billing/invoices.ts'
import { changeReceivable, receivableOf } from '../../billing/receivables.ts'
import { record } from '../../store/audit.ts'
import { tell } from '../../store/events.ts'
import { recall, remember } from '../../store/idempotency.ts'
import { requestHash } from '../guesser.ts'
import type { House } from '../house.ts'
import { noteServiceChange, servicesBefore } from '../recipients/service-notice.ts'
import type { LedgerTx } from '../tables.ts'

/** What is taken back. `lines` absent: all that is left of the invoice; `netMinor` of a line, at most what is left of it. */
export type CreditWish = {
  actor: Actor
  invoiceId: string
  reason: string
  lines?: readonly { lineId: string; netMinor: number }[]
  idempotencyKey: string
}
/** What a credit comes to. `nothing-to-credit`: it was taken back before, or a line is not the invoice's; `too-much`: more than is left of a line. */
export type CreditOutcome =
  | { kind: 'credited'; creditNoteId: string }
  | { kind: 'forbidden' | 'not-found' | 'nothing-to-credit' | 'too-much' | 'key-reused' }

/** Takes back an invoice or lines of it by a credit note, which has a series of its own; the invoice stays as it was. */
export async function creditInvoice(house: House, wish: CreditWish): Promise<CreditOutcome> {
  const { actor, invoiceId, reason, lines, idempotencyKey } = wish
  const owner = actorName(actor)
  const hash = requestHash(house.keys, 'credit', invoiceId, reason, JSON.stringify(lines ?? null))
  const outcome = await house.ledger.transact('credit-invoice', async (tx): Promise<CreditOutcome> => {
    const standing = await standingOf(tx, actor)
    if (!can(standing, 'bill', null)) return { kind: 'forbidden' }
    const before = await recall(tx, owner, idempotencyKey, hash)
    if (before.kind === 'other-body') return { kind: 'key-reused' }
    if (before.kind === 'same') return JSON.parse(before.answer) as CreditOutcome
    const answer = await credit(house, tx, owner, wish)
    await remember(tx, owner, idempotencyKey, hash, JSON.stringify(answer), house.world.clock.now())
    return answer
  })
  if (outcome.kind === 'credited') house.invoicing?.emit()
  return outcome
}

async function credit(
  house: House,
  tx: LedgerTx,
  actor: string,
  { invoiceId, reason, lines }: CreditWish,
): Promise<CreditOutcome> {
  const { world } = house
  // Read first: its version is the lock of everything that is read after it.
  const owed = await receivableOf(tx, invoiceId)
  const invoice = await invoiceOf(tx, invoiceId)
  if (!owed || invoice?.kind !== 'invoice') return { kind: 'not-found' }
  const earlier = await creditNotesOf(tx, invoiceId)
  const left = leftOf(invoice, earlier)
  const taken = lines
    ? lines.map(({ lineId, netMinor }) => ({ line: left.find(({ id }) => id === lineId), netMinor }))
    : left.filter(({ leftMinor }) => leftMinor > 0).map((line) => ({ line, netMinor: line.leftMinor }))
  if (taken.length === 0 || new Set(taken.map(({ line }) => line)).size < taken.length)
    return { kind: 'nothing-to-credit' }
  const credited: NewLine[] = []
  for (const { line, netMinor } of taken) {
    if (!line || netMinor < 1) return { kind: 'nothing-to-credit' }
    if (netMinor > line.leftMinor) return { kind: 'too-much' }
    const { id, what, detail, category, rate, quantity, net_minor } = line
    const whole = netMinor === net_minor
    credited.push({
      entryId: null,
      creditsLine: id,
      what,
      detail,
      category,
      rate,
      quantity: whole ? quantity : 1,
      netMinor,
    })
  }
  const { account_id: accountId, currency, language, from: seller, to: buyer } = invoice
  const totals = creditTotals(credited, invoice, earlier)
  const at = world.clock.now()
  const note = await makeInvoice(tx, world, {
    ...{ kind: 'credit-note', accountId, runId: null, currency, dueAt: at, seller, buyer, language, actor, totals },
    credits: { id: invoiceId, reason },
    lines: credited,
  } as const)
  const entry = { entry: 'credited', amountMinor: -note.total_minor, source: note.id, at } as const
  const services = await servicesBefore(tx, accountId)
  await changeReceivable(tx, world, owed, entry)
  await noteServiceChange(house, tx, accountId, services)
  await tell(tx, world, { accountId, topic: `invoice:${invoiceId}`, body: JSON.stringify({ state: 'credited' }) })
  const details = JSON.stringify({ number: note.number, invoiceId, totalMinor: note.total_minor, currency })
  await record(tx, world, { actor, act: 'credit-invoice', accountId, subject: `invoice:${note.id}`, details })
  return { kind: 'credited', creditNoteId: note.id }
}

async function creditNotesOf(tx: LedgerTx, invoiceId: string): Promise<Invoice[]> {
  const rows = await tx.selectFrom('invoices').select('id').where('credits_id', '=', invoiceId).orderBy('id').execute()
  const notes: Invoice[] = []
  for (const { id } of rows) {
    const note = await invoiceOf(tx, id)
    if (note) notes.push(note)
  }
  return notes
}

function leftOf(invoice: Invoice, earlier: readonly Invoice[]): CreditLine[] {
  const taken = new Map<string, number>()
  for (const { credits_line, net_minor } of earlier.flatMap(({ lines }) => lines))
    if (credits_line !== null) taken.set(credits_line, (taken.get(credits_line) ?? 0) + net_minor)
  return invoice.lines.map((line) => ({ ...line, leftMinor: line.net_minor - (taken.get(line.id) ?? 0) }))
}
