import type { Product } from '../codes/product.ts'
import { creditsOf } from '../licences/credits.ts'
import { type Extension, extended } from '../licences/extend.ts'
import { type Licence, licenceOf } from '../licences/licence.ts'
import { subscriptionEnd } from '../licences/subscription.ts'
import type { AccountPlace } from './account-place.ts'
import type { AccountEffect } from './effect.ts'
import type { LedgerReads } from './tables.ts'

/** What a code would do for a user or an account, as things stand, with what was read to say so: the grant holds only while that is still so. */
export type AccountPromise =
  | { kind: 'licence'; licence: Licence | null; period: string; extension: Extension }
  | { kind: 'subscription'; end: number | null; period: string; extension: Extension }
  | { kind: 'credits'; before: number; credits: number }

/** Null where the product has no effect on an account: the judge says why. @param anchor milliseconds since 1970 */
export async function promiseOnAccount(
  tx: LedgerReads,
  product: Product,
  place: AccountPlace,
  anchor: number,
): Promise<AccountPromise | null> {
  switch (product.type) {
    case 'licence-extend': {
      const licence = await licenceOf(tx, place.userId)
      const { period } = product
      return { kind: 'licence', licence, period, extension: extended(licence?.endsAt ?? null, anchor, period) }
    }
    case 'subscription': {
      const end = await subscriptionEnd(tx, place.accountId)
      const { period } = product
      return { kind: 'subscription', end, period, extension: extended(end, anchor, period) }
    }
    case 'sms-credits':
      return { kind: 'credits', before: await creditsOf(tx, place.accountId), credits: product.credits }
    default:
      return null
  }
}

/** A promise as it is told, before and after it is kept. */
export function effectOf(promised: AccountPromise): AccountEffect {
  if (promised.kind === 'credits') {
    const { before, credits } = promised
    return { type: 'credits-add', credits, before: { credits: before }, after: { credits: before + credits } }
  }
  const { period, extension } = promised
  const end = promised.kind === 'licence' ? (promised.licence?.endsAt ?? null) : promised.end
  return {
    type: promised.kind === 'licence' ? 'licence-extend' : 'subscription-extend',
    period,
    ...(end === null ? {} : { before: { validUntil: end } }),
    after: { validUntil: extension.until },
    ...(promised.kind === 'licence' ? { becameLicenceCode: promised.licence === null } : {}),
  }
}
