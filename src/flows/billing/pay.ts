import { type Actor, actorName } from '../../accounts/actor.ts'
import { can } from '../../accounts/can.ts'
import { standingOf } from '../../accounts/standing.ts'
import { isDay } from '../../billing/payment-list.ts'
import { changeReceivable, receivableOf } from '../../billing/receivables.ts'
import { newId } from '../../std/ids.ts'
import { record } from '../../store/audit.ts'
import { RunAgain } from '../../store/errors.ts'
import { tell } from '../../store/events.ts'
import type { House } from '../house.ts'
import { noteServiceChange, servicesBefore } from '../recipients/service-notice.ts'
import type { LedgerTx } from '../tables.ts'

/** A payment as the bank, or somebody at the office, tells it. */
export type Payment = {
  /** Number of the invoice (`F2026-000001`), or the digits by which a payment names it. */
  invoice: string
  /** Minor units of `currency`; negative: paid back, at most what was paid too much. */
  amountMinor: number
  currency: string
  /** `YYYY-MM-DD` */
  paidOn: string
  /** The bank's own name for it: the same one is the same payment. */
  reference: string
}
/** What entering a payment comes to; `outstandingMinor` below 0: paid too much. */
export type PaymentOutcome =
  | { kind: 'entered' | 'entered-before'; paymentId: string; invoiceId: string; outstandingMinor: number }
  | {
      kind:
        | 'forbidden'
        | 'no-such-invoice'
        | 'no-day'
        | 'wrong-currency'
        | 'too-much'
        | 'no-amount'
        | 'reference-reused'
    }

/** Enters a payment of an invoice: once, by its reference. What is paid too much stays in the ledger, until it is paid back. */
export async function enterPayment(house: House, actor: Actor, payment: Payment): Promise<PaymentOutcome> {
  return house.ledger.transact('enter-payment', async (tx): Promise<PaymentOutcome> => {
    if (!can(await standingOf(tx, actor), 'bill', null)) return { kind: 'forbidden' }
    return pay(house, tx, actorName(actor), payment)
  })
}

async function pay(house: House, tx: LedgerTx, actor: string, payment: Payment): Promise<PaymentOutcome> {
  const { world } = house
  const { amountMinor, currency, paidOn, reference } = payment
  if (!isDay(paidOn)) return { kind: 'no-day' }
  const invoice = await invoiceNamed(tx, payment.invoice)
  if (!invoice) return { kind: 'no-such-invoice' }
  const { id: invoiceId, account_id: accountId } = invoice
  const owed = await receivableOf(tx, invoiceId)
  if (!owed) return { kind: 'no-such-invoice' }
  const before = await tx.selectFrom('payments').selectAll().where('reference', '=', reference).executeTakeFirst()
  if (before) {
    const same = before.invoice_id === invoiceId && before.amount_minor === amountMinor && before.currency === currency
    if (!same) return { kind: 'reference-reused' }
    return { kind: 'entered-before', paymentId: before.id, invoiceId, outstandingMinor: owed.outstanding_minor }
  }
  if (currency !== owed.currency) return { kind: 'wrong-currency' }
  if (!Number.isSafeInteger(amountMinor) || amountMinor === 0) return { kind: 'no-amount' }
  if (amountMinor < 0 && owed.outstanding_minor - amountMinor > 0) return { kind: 'too-much' }
  const id = newId(world.clock, world.random)
  const at = world.clock.now()
  const named = { id, invoice_id: invoiceId, account_id: accountId, paid_on: paidOn, reference, actor, at }
  const added = await tx
    .insertInto('payments')
    .values({ ...named, amount_minor: amountMinor, currency })
    .onConflict((conflict) => conflict.column('reference').doNothing())
    .returning('id')
    .execute()
  if (added.length === 0) throw new RunAgain('the payment was entered meanwhile')
  const entry = amountMinor > 0 ? 'paid' : 'refunded'
  const services = await servicesBefore(tx, accountId)
  await changeReceivable(tx, world, owed, { entry, amountMinor: -amountMinor, source: id, at })
  await noteServiceChange(house, tx, accountId, services)
  await tell(tx, world, { accountId, topic: `invoice:${invoiceId}`, body: JSON.stringify({ state: entry }) })
  const details = JSON.stringify({ invoiceId, amountMinor, currency })
  await record(tx, world, { actor, act: 'enter-payment', accountId, subject: `payment:${id}`, details })
  return { kind: 'entered', paymentId: id, invoiceId, outstandingMinor: owed.outstanding_minor - amountMinor }
}

async function invoiceNamed(tx: LedgerTx, name: string): Promise<{ id: string; account_id: string } | undefined> {
  const text = name.trim().toUpperCase()
  const column = /^[A-Z]/.test(text) ? 'number' : 'reference'
  return tx
    .selectFrom('invoices')
    .select(['id', 'account_id'])
    .where(column, '=', column === 'number' ? text : text.replace(/\s/g, ''))
    .where('kind', '=', 'invoice')
    .executeTakeFirst()
}
