/** What a code of a batch is worth. Stored as JSON in `batches.product`. */
export type SimProduct =
  | { type: 'sim-top-up'; simKind: 'travel-sim'; amountMinor: number; currency: string }
  | { type: 'sim-extend'; simKind: 'tele2' | 'telia-iot'; period: string }
/** What a code gives to a user or an account: time as an ISO 8601 period, or credits. */
export type AccountProduct =
  | { type: 'licence-extend' | 'subscription'; period: string }
  | { type: 'sms-credits'; credits: number }
export type Product = SimProduct | AccountProduct

/** Reads `batches.product`. @throws Error if the row was damaged: the store's own data is trusted otherwise */
export function readProduct(json: string): Product {
  const product = JSON.parse(json) as Product
  if (!['sim-top-up', 'sim-extend', 'licence-extend', 'subscription', 'sms-credits'].includes(product.type))
    throw new Error('damaged product')
  return product
}
