import type { BatchOrder } from '../flows/batches/order.ts'
import { addPeriod } from '../std/period.ts'
import type { BatchOrderShape } from './batch-schemas.ts'
import { InvalidRequest } from './problem/invalid-request.ts'
import { instantAt } from './query.ts'

/**
 * An order as it came, read into what the flow takes.
 * @throws InvalidRequest that names the first field which makes no sense
 */
export function batchOrder(body: BatchOrderShape, now: number): BatchOrder {
  const { anchor = 'redemption', channel = 'own-shop', purchasedAt, endOfSaleAt, ...rest } = body
  if ('period' in body.product) checkPeriod(body.product.period, now)
  if ('currency' in body.product) checkCurrency(body.product.currency)
  if ((anchor === 'purchase') !== (purchasedAt !== undefined)) {
    const message = 'belongs to the anchor "purchase", and only there'
    throw new InvalidRequest({ path: '/body/purchasedAt', message })
  }
  for (const [at, region] of (body.regions ?? []).entries()) checkRegion(region, at)
  return {
    ...rest,
    anchor,
    channel,
    ...(purchasedAt === undefined ? {} : { purchasedAt: instantAt('/body/purchasedAt', purchasedAt) }),
    ...(endOfSaleAt === undefined ? {} : { endOfSaleAt: instantAt('/body/endOfSaleAt', endOfSaleAt) }),
  }
}

/** A period that leads nowhere would make every redemption of the batch fail. */
function checkPeriod(period: string, now: number): void {
  try {
    if (addPeriod(now, period) > now) return
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
  throw new InvalidRequest({ path: '/body/product/period', message: 'must be a calendar period, e.g. P1Y or P6M' })
}

function checkCurrency(currency: string): void {
  if (Intl.supportedValuesOf('currency').includes(currency)) return
  throw new InvalidRequest({ path: '/body/product/currency', message: 'must be a currency of ISO 4217' })
}

/** The platform's list of names knows the assigned codes: what it cannot name is none. */
function checkRegion(region: string, at: number): void {
  const name = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }).of(region)
  if (name !== undefined && !/Region$/.test(name)) return
  throw new InvalidRequest({ path: `/body/regions/${at}`, message: 'must be a country of ISO 3166-1' })
}
