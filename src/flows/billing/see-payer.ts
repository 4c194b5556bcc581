import type { Actor } from '../../accounts/actor.ts'
import { type DeviceSubscription, subscriptionsOf } from '../../billing/device-subscriptions.ts'
import type { Standing } from '../../billing/dunning.ts'
import { type Profile, profileOf } from '../../billing/parties.ts'
import { type CountryPrices, pricesIn } from '../../billing/prices.ts'
import { standingOfPayer } from '../../billing/standing.ts'
import { accountPlaceOf, type NoAccountPlace } from '../account-place.ts'
import type { House } from '../house.ts'
import type { LedgerReads } from '../tables.ts'

/** An account as a payer: its profile, what it subscribes to and at which price, how it stands, and what it owes in each currency. */
export type SeenPayer = {
  accountId: string
  country: string
  profile: Profile | null
  prices: CountryPrices
  standing: Standing
  owed: { currency: string; amountMinor: number }[]
  /** `name`: as its owner calls the device, while that is this account. */
  subscriptions: (DeviceSubscription & { serial: string; name: string | null })[]
}

/** Subscriptions that are shown, the newest first. */
const SUBSCRIPTIONS_MAX = 200

/** An account as a payer, for whoever may see its invoices. */
export async function seePayer(
  { ledger }: House,
  actor: Actor,
  accountId?: string,
): Promise<SeenPayer | NoAccountPlace> {
  const { reads } = ledger
  const place = await accountPlaceOf(reads, actor, accountId, 'see-invoice')
  if (typeof place === 'string') return place
  const profile = await profileOf(reads, place.accountId)
  const rows = await reads
    .selectFrom('receivables')
    .select((on) => ['currency', on.fn.sum('outstanding_minor').as('owed')])
    .where('account_id', '=', place.accountId)
    .groupBy('currency')
    .orderBy('currency')
    .execute()
  const subscriptions = await subscriptionsOf(reads, { accountIds: [place.accountId], limit: SUBSCRIPTIONS_MAX })
  const devices = await devicesOf(
    reads,
    subscriptions.map(({ device_id }) => device_id),
  )
  return {
    accountId: place.accountId,
    country: profile?.country ?? place.country,
    profile,
    prices: pricesIn(profile?.country ?? place.country),
    standing: await standingOfPayer(reads, place.accountId),
    owed: rows.map(({ currency, owed }) => ({ currency, amountMinor: Number(owed) })),
    subscriptions: subscriptions.map((one) => {
      const { serial = '', name = '', owner = null } = devices.get(one.device_id) ?? {}
      return { ...one, serial, name: owner === place.accountId ? name : null }
    }),
  }
}

/** By id; with whose each is now: a former owner does not learn what the next one calls it. */
async function devicesOf(
  reads: LedgerReads,
  ids: readonly string[],
): Promise<Map<string, { serial: string; name: string; owner: string | null }>> {
  if (ids.length === 0) return new Map()
  const rows = await reads
    .selectFrom('devices')
    .leftJoin('ownerships', (on) =>
      on.onRef('ownerships.device_id', '=', 'devices.id').on('ownerships.until_at', 'is', null),
    )
    .select(['devices.id', 'devices.serial', 'devices.name', 'ownerships.account_id as owner'])
    .where('devices.id', 'in', ids)
    .execute()
  return new Map(rows.map(({ id, ...device }) => [id, device]))
}
