import { wholeCards } from '../../codes/pack.ts'
import { readProduct } from '../../codes/product.ts'
import type { SeenBatch } from '../../flows/batches/see.ts'
import { instantText } from '../../std/period.ts'
import type { BatchShape } from '../batch-schemas.ts'
import { HTTP_LIMITS } from '../limits.ts'

/** A batch as the API tells it. */
export function batchBody(batch: SeenBatch): BatchShape {
  const at = (name: string, instant: number | null) => (instant === null ? {} : { [name]: instantText(instant) })
  return {
    id: batch.id,
    state: batch.state as BatchShape['state'],
    family: batch.family,
    product: readProduct(batch.product),
    count: batch.count,
    ...(batch.pack_size === null ? {} : { packSize: batch.pack_size }),
    minted: batch.minted ?? batch.count,
    channel: batch.channel,
    anchor: batch.anchor as NonNullable<BatchShape['anchor']>,
    ...at('purchasedAt', batch.purchased_at),
    campaign: batch.campaign === 1,
    notMigratable: batch.not_migratable === 1,
    ...(batch.regions === null ? {} : { regions: JSON.parse(batch.regions) as string[] }),
    needsActivation: batch.needs_activation === 1,
    ...at('endOfSaleAt', batch.end_of_sale_at),
    ...(batch.sold_to === null ? {} : { soldTo: batch.sold_to }),
    ...(batch.account_id === null ? {} : { accountId: batch.account_id }),
    exports: batch.exports ?? 0,
    exportable: batch.exportable,
    sheets: Math.ceil(batch.count / wholeCards(batch.pack_size, HTTP_LIMITS.sheetCodes_max)),
    createdAt: instantText(batch.created_at),
    ...at('confirmedAt', batch.confirmed_at),
    ...at('revokedAt', batch.revoked_at),
    ...(batch.revoked_reason === null ? {} : { revokedReason: batch.revoked_reason }),
  }
}
