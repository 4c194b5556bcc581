import { type Actor, actorName } from '../../accounts/actor.ts'
import { can } from '../../accounts/can.ts'
import { standingOf } from '../../accounts/standing.ts'
import { amountOf } from '../../billing/amounts.ts'
import { enterBilling } from '../../billing/entries.ts'
import { codePrice, PRICES_ID } from '../../billing/prices.ts'
import { type Product, readProduct } from '../../codes/product.ts'
import { record } from '../../store/audit.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import { payerOf } from './buyer.ts'

/** Codes of a batch that a shop has sold to an account on invoice. `reference`: the shop's own name for the order, once. */
export type CodeSale = { accountId: string; batchId: string; count: number; reference: string }
/** What entering a sale comes to. */
export type CodeSaleOutcome =
  | { kind: 'entered' | 'entered-before'; entryId: string; amountMinor: number; currency: string }
  | { kind: 'forbidden' | 'no-such-account' | 'no-such-batch' | 'no-price' | 'reference-reused' }

/** Enters codes that were sold in the web shop, to be invoiced by the next run, at the present price of the account's country. */
export async function sellCodes(house: House, actor: Actor, sale: CodeSale): Promise<CodeSaleOutcome> {
  return house.ledger.transact('sell-codes', async (tx): Promise<CodeSaleOutcome> => {
    if (!can(await standingOf(tx, actor), 'bill', null)) return { kind: 'forbidden' }
    return sell(house, tx, actorName(actor), sale)
  })
}

async function sell({ world }: House, tx: LedgerTx, actor: string, sale: CodeSale): Promise<CodeSaleOutcome> {
  const { accountId, batchId, count, reference } = sale
  const orderId = `shop:${reference}`
  const account = await tx.selectFrom('accounts').select('id').where('id', '=', accountId).executeTakeFirst()
  if (!account) return { kind: 'no-such-account' }
  const batch = await tx.selectFrom('batches').select(['product', 'count']).where('id', '=', batchId).executeTakeFirst()
  if (!batch || count > batch.count) return { kind: 'no-such-batch' }
  const before = await tx.selectFrom('billing_entries').selectAll().where('order_id', '=', orderId).executeTakeFirst()
  if (before) {
    const { batch: of } = JSON.parse(before.detail ?? '{}') as { batch?: string }
    if (before.account_id !== accountId || before.quantity !== count || of !== batchId)
      return { kind: 'reference-reused' }
    const { id: entryId, amount_minor: amountMinor, currency } = before
    return { kind: 'entered-before', entryId, amountMinor, currency }
  }
  const product = readProduct(batch.product)
  const { buyer } = await payerOf(tx, accountId)
  const price = codePrice(product, buyer.country)
  if (!price || price.unitMinor < 1) return { kind: 'no-price' }
  const { currency } = price
  const amountMinor = amountOf(count, price.unitMinor)
  const now = world.clock.now()
  const detail = { product: productText(product), reference, batch: batchId }
  const entry = { accountId, what: 'codes', pricing: 'piece', amountMinor, currency, priceList: PRICES_ID } as const
  const entryId = await enterBilling(tx, world, { ...entry, orderId, at: now, quantity: count, detail })
  const details = JSON.stringify({ batchId, count, amountMinor, currency })
  await record(tx, world, { actor, act: 'sell-codes', accountId, subject: `billing-entry:${entryId}`, details })
  return { kind: 'entered', entryId, amountMinor, currency }
}

/** `telia-iot P1Y`, `travel-sim 50.00 EUR`, `100 SMS`: the same in every language. */
function productText(product: Product): string {
  if (product.type === 'sim-top-up')
    return `${product.simKind} ${(product.amountMinor / 100).toFixed(2)} ${product.currency}`
  if (product.type === 'sim-extend') return `${product.simKind} ${product.period}`
  return product.type === 'sms-credits' ? `${product.credits} SMS` : `${product.type} ${product.period}`
}
