import type { Actor } from '../../accounts/actor.ts'
import { PRICE_LIST, priceOf } from '../../billing/price-list.ts'
import { judge, type Pricing } from '../../dialogue/judge.ts'
import { caratIdOf } from '../../licences/releases.ts'
import type { LicenceType } from '../../std/licence-type.ts'
import { accountPlaceOf, type NoAccountPlace } from '../account-place.ts'
import type { House } from '../house.ts'
import { knownNumber } from './facts.ts'

/**
 * What an order would come to. `amountMinor`: net, in minor units of `currency` (ISO 4217), and `priceList` the list that it is from; `heldPoints`: what is released for the
 * number already (0: none); `toDongle`: the dongle is a device of ours, to which the code is sent.
 */
export type OrderPreview =
  | {
      kind: 'order'
      accountId: string
      accountName: string
      pricing: Pricing
      amountMinor: number
      currency: string
      priceList: string
      heldPoints: number
      toDongle: boolean
    }
  | { kind: 'released-already' | NoAccountPlace }

/** What `orderLicence` would do with the same wish; it does nothing. What happens between the two is judged anew there. */
export async function previewOrder(
  { ledger }: House,
  wish: { actor: Actor; accountId?: string; licenceNumber: string; type: LicenceType },
): Promise<OrderPreview> {
  const { reads } = ledger
  const { licenceNumber, type } = wish
  const place = await accountPlaceOf(reads, wish.actor, wish.accountId, 'order-licence')
  if (typeof place === 'string') return { kind: place }
  const { accountId } = place
  const known = await knownNumber(reads, licenceNumber)
  const request = { command: 'order', type, number: licenceNumber } as const
  const judgement = judge({ kind: 'request', request }, { registered: true, ...known })
  if (judgement.kind !== 'order') return { kind: 'released-already' }
  const account = await reads.selectFrom('accounts').select('name').where('id', '=', accountId).executeTakeFirst()
  const dongle = await reads
    .selectFrom('devices')
    .select('id')
    .where('serial', '=', caratIdOf(licenceNumber))
    .where('kind', '=', 'dongle')
    .executeTakeFirst()
  const { currency, id: priceList } = PRICE_LIST
  const heldPoints = known.released.points
  return {
    kind: 'order',
    accountId,
    accountName: account?.name ?? '',
    pricing: judgement.pricing,
    amountMinor: priceOf(PRICE_LIST, type, heldPoints),
    currency,
    priceList,
    heldPoints,
    toDongle: dongle !== undefined,
  }
}
