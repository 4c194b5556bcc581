import type { Actor } from '../../accounts/actor.ts'
import { type DeviceSubscription, subscriptionsOf } from '../../billing/device-subscriptions.ts'
import type { Standing } from '../../billing/dunning.ts'
import { type Profile, profileOf } from '../../billing/parties.ts'
import { type CountryPrices, pricesIn } from '../../billing/prices.ts'
import { standingOfPayer } from '../../billing/standing.ts'
import { accountPlaceOf, type NoAccountPlace } from '../account-place.ts'
import type { House } from '../house.ts'

/** An account as a payer: its profile, what it subscribes to and at which price, how it stands, and what it owes in each currency. */
export type SeenPayer = {
  accountId: string
  country: string
  profile: Profile | null
  prices: CountryPrices
  standing: Standing
  owed: { currency: string; amountMinor: number }[]
  subscriptions: (DeviceSubscription & { serial: string })[]
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
  const ids = subscriptions.map(({ device_id }) => device_id)
  const devices =
    ids.length === 0 ? [] : await reads.selectFrom('devices').select(['id', 'serial']).where('id', 'in', ids).execute()
  const serials = new Map(devices.map(({ id, serial }) => [id, serial]))
  return {
    accountId: place.accountId,
    country: profile?.country ?? place.country,
    profile,
    prices: pricesIn(profile?.country ?? place.country),
    standing: await standingOfPayer(reads, place.accountId),
    owed: rows.map(({ currency, owed }) => ({ currency, amountMinor: Number(owed) })),
    subscriptions: subscriptions.map((one) => ({ ...one, serial: serials.get(one.device_id) ?? '' })),
  }
}
