import { takeYear } from '../../billing/device-subscriptions.ts'
import { enterBilling } from '../../billing/entries.ts'
import { PRICES_ID, pricesIn } from '../../billing/prices.ts'
import type { SubscriptionTables } from '../../billing/subscription-schema.ts'
import { dayOf, yearOf } from '../../billing/years.ts'
import type { House } from '../house.ts'
import type { LedgerReads, LedgerTx } from '../tables.ts'
import { payerOf } from './buyer.ts'

const DAY_MS = 86_400_000

type Subscription = SubscriptionTables['device_subscriptions']

/** Subscriptions whose next year is due by an instant, the oldest first. */
export function dueSubscriptions(reads: LedgerReads, until: number, limit: number): Promise<Subscription[]> {
  return reads
    .selectFrom('device_subscriptions')
    .selectAll()
    .where('due_at', '<=', until)
    .orderBy('due_at')
    .orderBy('id')
    .limit(limit)
    .execute()
}

/**
 * Enters the years of subscriptions that are due to be invoiced, each at the present price of its payer's country.
 * @returns how many; fewer than `limit`: none is left
 */
export async function enterYears(
  { world }: Pick<House, 'world'>,
  tx: LedgerTx,
  until: number,
  limit: number,
): Promise<number> {
  const due = await dueSubscriptions(tx, until, limit)
  for (const subscription of due) await takeNextYear({ world }, tx, subscription)
  return due.length
}

/** Enters the next year of a subscription, to be invoiced. */
export async function takeNextYear(
  { world }: Pick<House, 'world'>,
  tx: LedgerTx,
  subscription: Subscription,
): Promise<void> {
  await takeYear(tx, subscription)
  await enterBilling(tx, world, await yearEntry(tx, subscription))
}

/** The next year of a subscription, as it is entered; its last day is the one before the anniversary. Its VAT is that of the day on which the year begins. */
export async function yearEntry(
  reads: LedgerReads,
  subscription: Subscription,
): Promise<Parameters<typeof enterBilling>[2]> {
  const { id, account_id: accountId, anchor_at, years, due_at, device_id } = subscription
  const { from, until } = yearOf(anchor_at, years)
  const { buyer } = await payerOf(reads, accountId)
  const { currency, deviceYear_minor: amountMinor } = pricesIn(buyer.country)
  const device = await reads.selectFrom('devices').select('serial').where('id', '=', device_id).executeTakeFirst()
  const detail = { serial: device?.serial ?? device_id, from: dayOf(from), until: dayOf(until - DAY_MS) }
  return {
    accountId,
    what: 'device-year',
    pricing: 'year',
    amountMinor,
    currency,
    priceList: PRICES_ID,
    orderId: `year:${id}:${years}`,
    at: due_at ?? from,
    suppliedAt: from,
    detail,
  }
}
