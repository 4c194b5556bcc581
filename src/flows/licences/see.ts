import type { Actor } from '../../accounts/actor.ts'
import { reach } from '../../accounts/can.ts'
import { standingOf } from '../../accounts/standing.ts'
import { type Order, ordersOf } from '../../licences/orders.ts'
import { type Release, releasesFor, releasesOfDongle } from '../../licences/releases.ts'
import type { House } from '../house.ts'

/** An order with what it costs, in minor units of `currency`, by which list, and who pays. */
export type SeenOrder = Order & { amountMinor: number; currency: string; priceList: string; accountName: string }

/** Orders of the actor's accounts, newest first. @param page.before the last id of the page before */
export async function seeOrders(
  { ledger }: House,
  actor: Actor,
  page: { before?: string; licenceNumber?: string; limit: number },
): Promise<SeenOrder[]> {
  const { reads } = ledger
  const accounts = reach(await standingOf(reads, actor), 'see-licences')
  if (accounts !== 'all' && accounts.length === 0) return []
  const orders = await ordersOf(reads, { ...page, ...(accounts === 'all' ? {} : { accountIds: accounts }) })
  if (orders.length === 0) return []
  const entries = await reads
    .selectFrom('billing_entries')
    .innerJoin('accounts', 'accounts.id', 'billing_entries.account_id')
    .select(['order_id', 'amount_minor', 'currency', 'price_list', 'accounts.name as account_name'])
    .where(
      'order_id',
      'in',
      orders.map(({ id }) => id),
    )
    .execute()
  const priced = new Map(entries.map((entry) => [entry.order_id, entry]))
  return orders.map((order) => {
    const entry = priced.get(order.id)
    if (!entry) throw new Error('an order has its entry')
    const { amount_minor: amountMinor, currency, price_list: priceList, account_name: accountName } = entry
    return { ...order, amountMinor, currency, priceList, accountName }
  })
}

/** What is released for a licence number (16 hexadecimal capitals), or for a dongle (8) under all its user information; for staff, who see every account. */
export async function seeReleases({ ledger }: House, actor: Actor, number: string): Promise<Release[] | 'forbidden'> {
  const { reads } = ledger
  if (reach(await standingOf(reads, actor), 'see-licences') !== 'all') return 'forbidden'
  return number.length === 16 ? releasesFor(reads, number) : releasesOfDongle(reads, number)
}
