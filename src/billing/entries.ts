import { newId } from '../std/ids.ts'
import type { World } from '../std/world.ts'
import { preparedInsert } from '../store/prepared.ts'
import type { Reads, Tx } from '../store/store.ts'
import type { BillingTables } from './schema.ts'

/** Something to be invoiced; `amountMinor` in minor units of `currency`, net, of all of its `quantity`. */
export type BillingEntry = {
  accountId: string
  what: 'licence-order' | 'device-year' | 'codes'
  pricing: 'new' | 'upgrade' | 'year' | 'piece'
  amountMinor: number
  currency: string
  priceList: string
  /** What it is for: two entries with the same one cannot be. */
  orderId: string
  at: number
  /** Absent: one. */
  quantity?: number
  /** The instant whose rate of VAT it takes; absent: `at`. */
  suppliedAt?: number
  /** What fills the words of its line. */
  detail?: Readonly<Record<string, string | number>>
}
export type BillingRow = BillingTables['billing_entries']

const insertEntry = preparedInsert<BillingTables, 'billing_entries'>('billing_entries')
const insertDue = preparedInsert<BillingTables, 'billing_due'>('billing_due')

/** Enters what is to be invoiced, in the transaction of what it is for. @returns the entry's id */
export async function enterBilling(
  tx: Tx<BillingTables>,
  { clock, random }: World,
  entry: BillingEntry,
): Promise<string> {
  const id = newId(clock, random)
  const { accountId, currency, at } = entry
  await insertEntry(tx, {
    id,
    account_id: accountId,
    what: entry.what,
    pricing: entry.pricing,
    amount_minor: entry.amountMinor,
    currency,
    price_list: entry.priceList,
    order_id: entry.orderId,
    at,
    quantity: entry.quantity ?? null,
    supplied_at: entry.suppliedAt ?? null,
    detail: entry.detail ? JSON.stringify(entry.detail) : null,
  })
  await insertDue(tx, { entry_id: id, account_id: accountId, currency, at })
  return id
}

/** The first account and currency, after these, for which something is due by an instant; null: none. */
export async function nextDue(
  reads: Reads<BillingTables>,
  until: number,
  after: { accountId: string; currency: string },
): Promise<{ accountId: string; currency: string } | null> {
  const row = await reads
    .selectFrom('billing_due')
    .select(['account_id', 'currency'])
    .where('at', '<=', until)
    .where((on) =>
      on.or([
        on('account_id', '>', after.accountId),
        on.and([on('account_id', '=', after.accountId), on('currency', '>', after.currency)]),
      ]),
    )
    .orderBy('account_id')
    .orderBy('currency')
    .limit(1)
    .executeTakeFirst()
  return row ? { accountId: row.account_id, currency: row.currency } : null
}

/** Entries of an account and currency that are due by an instant and not invoiced, the oldest first. */
export async function dueEntries(
  reads: Reads<BillingTables>,
  due: { accountId: string; currency: string; until: number; limit: number },
): Promise<BillingRow[]> {
  return reads
    .selectFrom('billing_due')
    .innerJoin('billing_entries', 'billing_entries.id', 'billing_due.entry_id')
    .selectAll('billing_entries')
    .where('billing_due.account_id', '=', due.accountId)
    .where('billing_due.currency', '=', due.currency)
    .where('billing_due.at', '<=', due.until)
    .orderBy('billing_due.entry_id')
    .limit(due.limit)
    .execute()
}

/** Takes entries for an invoice: each can be taken once. @returns the ids that were still there */
export async function takeEntries(tx: Tx<BillingTables>, ids: readonly string[]): Promise<Set<string>> {
  const taken = await tx
    .deleteFrom('billing_due')
    .where('entry_id', 'in', [...ids])
    .returning('entry_id')
    .execute()
  return new Set(taken.map(({ entry_id }) => entry_id))
}
