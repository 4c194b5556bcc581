import { type Actor, actorName } from '../../accounts/actor.ts'
import { reach, type Standing } from '../../accounts/can.ts'
import { standingOf } from '../../accounts/standing.ts'
import { SEED_BYTES } from '../../codes/derive-code.ts'
import { familyNamed } from '../../codes/families/index.ts'
import { PACK_CODES_MAX } from '../../codes/pack.ts'
import type { Product } from '../../codes/product.ts'
import { newId } from '../../std/ids.ts'
import { record } from '../../store/audit.ts'
import { recall, remember } from '../../store/idempotency.ts'
import { seal } from '../../store/sealed.ts'
import { requestHash } from '../guesser.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import { firstProgress, MINT_JOB } from './progress.ts'

/** What a batch is to be. Instants in milliseconds. */
export type BatchOrder = {
  family: string
  product: Product
  /** Codes: 1 to 1,000,000, and whole packs. */
  count: number
  /** Codes on one card, which are sold together, each for a user of its own or all for one: 2 to 9; absent: one. */
  packSize?: number
  /** Characters of a code, where the family has several lengths; absent: its longest. */
  length?: number
  anchor: 'redemption' | 'purchase'
  purchasedAt?: number
  channel: string
  campaign?: boolean
  notMigratable?: boolean
  /** ISO 3166-1 alpha-2; absent: everywhere. */
  regions?: readonly string[]
  /** Its codes are dead until the shop has scanned them. */
  needsActivation?: boolean
  endOfSaleAt?: number
  soldTo?: string
  /** Whose it is to be; absent: the reseller's own, or the house's. */
  accountId?: string
}

type OrderField = 'family' | 'product' | 'length' | 'packSize' | 'count'

/** What an order can come to. Plain data: it is stored as the answer under the idempotency key. */
export type OrderOutcome =
  | { kind: 'ordered'; batchId: string }
  | { kind: 'forbidden' }
  | { kind: 'key-reused' }
  | { kind: 'which-account' }
  | { kind: 'invalid'; field: OrderField }

export const BATCH_CODES_MAX = 1_000_000

/**
 * Orders a batch: its seed is drawn and sealed, and a job will mint it (`minter.ts`). Until all of its codes are stored none of them can be redeemed.
 * @param request.idempotencyKey the same for every repetition of the same order
 */
export async function orderBatch(
  house: House,
  request: { actor: Actor; order: BatchOrder; idempotencyKey: string },
): Promise<OrderOutcome> {
  const { actor, order, idempotencyKey } = request
  const field = faultOf(order)
  if (field) return { kind: 'invalid', field }
  const owner = actorName(actor)
  const hash = requestHash(house.keys, 'batch', JSON.stringify(order))
  const outcome = await house.ledger.transact('order-batch', async (tx): Promise<OrderOutcome> => {
    const before = await recall(tx, owner, idempotencyKey, hash)
    if (before.kind === 'other-body') return { kind: 'key-reused' }
    if (before.kind === 'same') return JSON.parse(before.answer) as OrderOutcome
    const accountId = await ownerOf(tx, await standingOf(tx, actor), order.accountId)
    if (typeof accountId === 'object' && accountId) return accountId
    const answer: OrderOutcome = { kind: 'ordered', batchId: await enter(house, tx, owner, accountId, order) }
    await remember(tx, owner, idempotencyKey, hash, JSON.stringify(answer), house.world.clock.now())
    return answer
  })
  if (outcome.kind === 'ordered') house.minting.emit()
  return outcome
}

function faultOf({ family: name, product, length, count, packSize = 1 }: BatchOrder): OrderField | null {
  const family = familyNamed(name)
  if (!family?.compose) return 'family'
  if (!family.compose.products.includes(product.type)) return 'product'
  if (length !== undefined && !family.lengths.includes(length)) return 'length'
  if (!Number.isInteger(packSize) || packSize < 1 || packSize > PACK_CODES_MAX) return 'packSize'
  return Number.isInteger(count / packSize) && count >= 1 && count <= BATCH_CODES_MAX ? null : 'count'
}

async function ownerOf(
  tx: LedgerTx,
  standing: Standing,
  wanted: string | undefined,
): Promise<string | null | { kind: 'forbidden' } | { kind: 'which-account' }> {
  const reached = reach(standing, 'mint')
  if (reached === 'all') {
    if (wanted === undefined) return null
    const known = await tx.selectFrom('accounts').select('id').where('id', '=', wanted).executeTakeFirst()
    return known ? wanted : { kind: 'which-account' }
  }
  if (reached.length === 0) return { kind: 'forbidden' }
  if (wanted !== undefined) return reached.includes(wanted) ? wanted : { kind: 'forbidden' }
  return reached.length === 1 ? (reached[0] ?? null) : { kind: 'which-account' }
}

async function enter(
  { world, keys }: House,
  tx: LedgerTx,
  owner: string,
  accountId: string | null,
  order: BatchOrder,
): Promise<string> {
  const id = newId(world.clock, world.random)
  const jobId = newId(world.clock, world.random)
  const now = world.clock.now()
  const { family, count, anchor, channel } = order
  await tx
    .insertInto('batches')
    .values({
      id,
      family,
      product: JSON.stringify(order.product),
      anchor,
      channel,
      campaign: order.campaign ? 1 : 0,
      not_migratable: order.notMigratable ? 1 : 0,
      regions: order.regions ? JSON.stringify(order.regions) : null,
      purchased_at: order.purchasedAt ?? null,
      needs_activation: order.needsActivation ? 1 : 0,
      sold_to: order.soldTo ?? null,
      count,
      state: 'minting',
      created_at: now,
      created_by: owner,
      account_id: accountId,
      code_length: order.length ?? null,
      pack_size: order.packSize === 1 ? null : (order.packSize ?? null),
      end_of_sale_at: order.endOfSaleAt ?? null,
      minted: 0,
      exports: 0,
      job_id: jobId,
    })
    .execute()
  const key = keys.current('batch-seed')
  const sealed = seal(key.bytes, id, world.random.bytes(SEED_BYTES), world.random)
  await tx.insertInto('batch_seeds').values({ batch_id: id, key_id: key.id, sealed }).execute()
  const progress = firstProgress(id)
  await tx
    .insertInto('jobs')
    .values({ id: jobId, kind: MINT_JOB, state: 'running', progress, created_at: now, updated_at: now })
    .execute()
  const details = JSON.stringify({ family, count })
  await record(tx, world, { actor: owner, act: 'order-batch', accountId, subject: `batch:${id}`, details })
  return id
}
