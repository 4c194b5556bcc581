import { newId } from '../std/ids.ts'
import type { World } from '../std/world.ts'
import { preparedInsert } from '../store/prepared.ts'
import type { Tx } from '../store/store.ts'
import type { BillingTables } from './schema.ts'

/** Something to be invoiced; `amountMinor` in minor units of `currency`, net. */
export type BillingEntry = {
  accountId: string
  what: 'licence-order'
  pricing: 'new' | 'upgrade'
  amountMinor: number
  currency: string
  priceList: string
  orderId: string
  at: number
}

const insertEntry = preparedInsert<BillingTables, 'billing_entries'>('billing_entries')

/** Enters what is to be invoiced, in the transaction of what it is for. */
export async function enterBilling(
  tx: Tx<BillingTables>,
  { clock, random }: World,
  entry: BillingEntry,
): Promise<void> {
  await insertEntry(tx, {
    id: newId(clock, random),
    account_id: entry.accountId,
    what: entry.what,
    pricing: entry.pricing,
    amount_minor: entry.amountMinor,
    currency: entry.currency,
    price_list: entry.priceList,
    order_id: entry.orderId,
    at: entry.at,
  })
}
