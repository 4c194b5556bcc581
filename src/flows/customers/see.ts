import type { Actor } from '../../accounts/actor.ts'
import { can, reach } from '../../accounts/can.ts'
import { isAccount } from '../../accounts/is-account.ts'
import { standingOf } from '../../accounts/standing.ts'
import type { House } from '../house.ts'

/** A reseller's customer, as its reseller and the office see it; `since` in milliseconds since 1970. */
export type Customer = {
  accountId: string
  name: string
  country: string
  since: number
  resellerId: string
  resellerName: string
}

/**
 * What a reseller sees of a customer's device: what it needs to sell time and balance for it. Where it is and was, what it is called and whom it calls are not the reseller's.
 * Instants in milliseconds since 1970.
 */
export type CustomerDevice = {
  id: string
  kind: string
  serial: string
  registeredAt: number
  simKind: string | null
  currency: string | null
  balanceMinor: number | null
  validUntil: number | null
}

type Page = { after?: string; limit: number }

/** Customers of the actor's resellers, or of all for the office, by id. */
export async function seeCustomers({ ledger }: House, actor: Actor, page: Page): Promise<Customer[]> {
  const resellers = reach(await standingOf(ledger.reads, actor), 'see-customers')
  if (resellers !== 'all' && resellers.length === 0) return []
  let query = ledger.reads
    .selectFrom('reseller_customers')
    .innerJoin('accounts', 'accounts.id', 'reseller_customers.account_id')
    .innerJoin('accounts as resellers', 'resellers.id', 'reseller_customers.reseller_account_id')
    .select(['accounts.id as accountId', 'accounts.name', 'accounts.country', 'reseller_customers.since'])
    .select(['resellers.id as resellerId', 'resellers.name as resellerName'])
    .orderBy('accounts.id')
    .limit(page.limit)
  if (resellers !== 'all') query = query.where('reseller_customers.reseller_account_id', 'in', resellers)
  if (page.after !== undefined) query = query.where('accounts.id', '>', page.after)
  return query.execute()
}

/** Devices of one customer, by id. Null: no such customer, or another reseller's. */
export async function seeCustomerDevices(
  { ledger }: House,
  actor: Actor,
  accountId: string,
  page: Page,
): Promise<CustomerDevice[] | null> {
  const { reads } = ledger
  const resellers = reach(await standingOf(reads, actor), 'see-customers')
  const of = await reads
    .selectFrom('reseller_customers')
    .select('reseller_account_id')
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  if (!of || (resellers !== 'all' && !resellers.includes(of.reseller_account_id))) return null
  let query = reads
    .selectFrom('devices')
    .innerJoin('ownerships', 'ownerships.device_id', 'devices.id')
    .leftJoin('sims', 'sims.iccid', 'devices.iccid')
    .select(['devices.id', 'devices.kind', 'devices.serial', 'ownerships.from_at as registeredAt'])
    .select(['sims.kind as simKind', 'sims.currency', 'sims.reported_balance_minor as balanceMinor'])
    .select('sims.reported_until as validUntil')
    .where('ownerships.account_id', '=', accountId)
    .where('ownerships.until_at', 'is', null)
    .orderBy('devices.id')
    .limit(page.limit)
  if (page.after !== undefined) query = query.where('devices.id', '>', page.after)
  return query.execute()
}

/** Which reseller an account has. */
export type OwnReseller = { name: string; since: number }

/** An account's reseller, for its own users and the office; null: it has none. `not-found` also for what the actor may not see. */
export async function seeReseller(
  { ledger }: House,
  actor: Actor,
  accountId: string,
): Promise<OwnReseller | null | 'not-found'> {
  const { reads } = ledger
  if (!can(await standingOf(reads, actor), 'see-reseller', accountId)) return 'not-found'
  const row = await reads
    .selectFrom('reseller_customers')
    .innerJoin('accounts', 'accounts.id', 'reseller_customers.reseller_account_id')
    .select(['accounts.name', 'reseller_customers.since'])
    .where('reseller_customers.account_id', '=', accountId)
    .executeTakeFirst()
  if (row) return row
  return (await isAccount(reads, accountId)) ? null : 'not-found'
}
