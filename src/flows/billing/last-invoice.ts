import { endDeviceSubscription } from '../../billing/device-subscriptions.ts'
import { sellerNow } from '../../billing/parties.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import { issueDue } from './issue.ts'
import { takeNextYear } from './years.ts'

/** Subscriptions in one transaction, each with an entry and its due row. */
const YEARS_MAX = 100
/** What an invoice and its letter may take on their way out before an erasure no longer waits for them. */
const DELIVERY_MS = 86_400_000
/** Nothing is due later than this instant (`Number.MAX_SAFE_INTEGER` as milliseconds). */
const EVER = Number.MAX_SAFE_INTEGER

/**
 * Ends what an account pays for and invoices all of it that no run has taken up yet, so that closing an account forgives nobody anything: years that have begun, orders, codes. Each step is a
 * transaction of its own, and done again it finds nothing. A house that sells nothing (no seller) invoices nothing.
 * @returns entries that were invoiced
 */
export async function invoiceTheRest(house: House, accountId: string): Promise<number> {
  const { ledger, world } = house
  if (!(await sellerNow(ledger.reads))) return 0
  while ((await ledger.transact('end-subscriptions', (tx) => endSome(tx, accountId, world.clock.now()))) > 0);
  while ((await ledger.transact('last-years', (tx) => enterSome(house, tx, accountId))) > 0);
  for (let entries = 0; ; ) {
    const taken = await ledger.transact('last-invoice', async (tx) => {
      const seller = await sellerNow(tx)
      const due = await tx
        .selectFrom('billing_due')
        .select('currency')
        .where('account_id', '=', accountId)
        .orderBy('currency')
        .limit(1)
        .executeTakeFirst()
      if (!seller || !due) return 0
      return issueDue(house, tx, { accountId, ...due, until: EVER, runId: null, seller, actor: 'local' })
    })
    if (taken === 0) return entries
    entries += taken
    house.invoicing?.emit()
  }
}

/** True while an invoice of an account has not left the house yet, for a day at most: after that it is among those of which nobody heard. @param since milliseconds since 1970 */
export async function isDelivering({ ledger, world }: House, accountId: string, since: number): Promise<boolean> {
  if (world.clock.now() >= since + DELIVERY_MS) return false
  const waiting = await ledger.reads
    .selectFrom('invoice_outbox')
    .innerJoin('invoices', 'invoices.id', 'invoice_outbox.invoice_id')
    .select('invoices.id')
    .where('invoices.account_id', '=', accountId)
    .limit(1)
    .executeTakeFirst()
  if (waiting) return true
  const mail = ledger.reads.selectFrom('mails').select('id').where('account_id', '=', accountId).limit(1)
  const letter = mail.where('kind', 'in', ['invoice', 'credit-note']).where('settled_at', 'is', null)
  return (await letter.executeTakeFirst()) !== undefined
}

async function endSome(tx: LedgerTx, accountId: string, at: number): Promise<number> {
  const open = await tx
    .selectFrom('device_subscriptions')
    .select('device_id')
    .where('account_id', '=', accountId)
    .where('ended_at', 'is', null)
    .limit(YEARS_MAX)
    .execute()
  for (const { device_id: deviceId } of open) await endDeviceSubscription(tx, { deviceId, at })
  return open.length
}

async function enterSome(house: House, tx: LedgerTx, accountId: string): Promise<number> {
  const due = await tx
    .selectFrom('device_subscriptions')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('ended_at', 'is not', null)
    .where('due_at', 'is not', null)
    .limit(YEARS_MAX)
    .execute()
  for (const subscription of due) await takeNextYear(house, tx, subscription)
  return due.length
}
