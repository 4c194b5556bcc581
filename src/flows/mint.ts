import { codeHash } from '../codes/code-hash.ts'
import { familyNamed } from '../codes/families/index.ts'
import type { Product } from '../codes/product.ts'
import { newId } from '../std/ids.ts'
import { below } from '../std/random.ts'
import { record } from '../store/audit.ts'
import type { House } from './house.ts'

/** What a batch is to be. */
export type BatchOrder = {
  family: string
  product: Product
  count: number
  anchor: 'redemption' | 'purchase'
  purchasedAt?: number
  channel: string
  soldTo?: string
}

/** One transaction touches at most 500 rows; larger batches are a job of their own. */
export const MINT_MAX = 400

/**
 * Mints a small batch in one transaction and gives its codes in clear, this once.
 * @param actor as it stands in the audit
 * @throws RangeError for more than 400 codes or a family that the house does not mint
 */
export async function mint(
  house: House,
  actor: string,
  order: BatchOrder,
): Promise<{ batchId: string; codes: string[] }> {
  const { world, ledger, keys } = house
  const family = familyNamed(order.family)
  const compose = family?.compose
  if (!family || !compose) throw new RangeError(`the family ${order.family} is not minted here`)
  if (!Number.isInteger(order.count) || order.count < 1 || order.count > MINT_MAX)
    throw new RangeError(`1 to ${MINT_MAX} codes`)
  const codes = new Set<string>()
  while (codes.size < order.count) {
    let symbols = ''
    for (let at = 0; at < compose.symbols; at++) symbols += family.alphabet[below(world.random, family.alphabet.length)]
    codes.add(compose.of(symbols))
  }
  const key = keys.current('code-hash')
  const batchId = newId(world.clock, world.random)
  const rows = [...codes].map((code) => ({
    hash: codeHash(key, code),
    key_id: key.id,
    id: newId(world.clock, world.random),
    batch_id: batchId,
    last4: code.length >= 12 ? code.slice(-4) : null,
    state: 'unused',
    activated_at: null,
    redemption_id: null,
    account_id: null,
    used_at: null,
  }))
  await ledger.transact('mint', async (tx) => {
    await tx
      .insertInto('batches')
      .values({
        id: batchId,
        family: family.name,
        product: JSON.stringify(order.product),
        anchor: order.anchor,
        channel: order.channel,
        campaign: 0,
        not_migratable: 0,
        regions: null,
        purchased_at: order.purchasedAt ?? null,
        needs_activation: 0,
        sold_to: order.soldTo ?? null,
        count: order.count,
        state: 'ready',
        created_at: world.clock.now(),
        created_by: actor,
      })
      .execute()
    for (let at = 0; at < rows.length; at += 100)
      await tx
        .insertInto('codes')
        .values(rows.slice(at, at + 100))
        .execute()
    const details = JSON.stringify({ family: family.name, count: order.count })
    await record(tx, world, { actor, act: 'mint', accountId: null, subject: `batch:${batchId}`, details })
  })
  return { batchId, codes: [...codes] }
}
