import { newId } from '../std/ids.ts'
import type { LicenceType } from '../std/licence-type.ts'
import { below, type Random } from '../std/random.ts'
import type { World } from '../std/world.ts'
import { RunAgain } from '../store/errors.ts'
import type { Reads, Tx } from '../store/store.ts'
import type { OrderTables } from './order-schema.ts'

/** A binding order. `number` is what people name it by; `actor` as it stands in the audit; `at` in milliseconds since 1970. */
export type Order = {
  id: string
  number: string
  accountId: string
  licenceNumber: string
  type: LicenceType
  pricing: 'new' | 'upgrade'
  actor: string
  at: number
}

/** Draws until a number is free: with a million orders the tenth draw is needed once in 10^20. */
const DRAWS_MAX = 10

/** Enters an order under a new number. @throws RunAgain when no free number was drawn */
export async function placeOrder(
  tx: Tx<OrderTables>,
  { clock, random }: World,
  placed: Omit<Order, 'id' | 'number' | 'at'>,
): Promise<Order> {
  const id = newId(clock, random)
  for (let draw = 0; draw < DRAWS_MAX; draw++) {
    const order: Order = { ...placed, id, number: orderNumber(random), at: clock.now() }
    const written = await tx
      .insertInto('orders')
      .values(rowOf(order))
      .onConflict((conflict) => conflict.column('number').doNothing())
      .returning('id')
      .execute()
    if (written.length === 1) return order
  }
  throw new RunAgain('no free order number')
}

/** Orders, newest first. @param filter.accountIds absent = of all  @param filter.before an id: those that were placed earlier */
export async function ordersOf(
  reads: Reads<OrderTables>,
  filter: { accountIds?: readonly string[]; licenceNumber?: string; before?: string; limit: number },
): Promise<Order[]> {
  let query = reads.selectFrom('orders').selectAll().orderBy('id', 'desc').limit(filter.limit)
  if (filter.accountIds) query = query.where('account_id', 'in', [...filter.accountIds])
  if (filter.licenceNumber !== undefined) query = query.where('licence_number', '=', filter.licenceNumber)
  if (filter.before !== undefined) query = query.where('id', '<', filter.before)
  return (await query.execute()).map((row) => ({
    id: row.id,
    number: row.number,
    accountId: row.account_id,
    licenceNumber: row.licence_number,
    type: row.kind === 'e' ? { kind: 'e' } : { kind: 'points', points: row.points ?? 0 },
    pricing: row.pricing as Order['pricing'],
    actor: row.actor,
    at: row.at,
  }))
}

/** Eight digits: short in an SMS, and easily said on the telephone. */
function orderNumber(random: Random): string {
  return `B-${String(below(random, 100_000_000)).padStart(8, '0')}`
}

function rowOf(order: Order): OrderTables['orders'] {
  return {
    id: order.id,
    number: order.number,
    account_id: order.accountId,
    licence_number: order.licenceNumber,
    kind: order.type.kind,
    points: order.type.kind === 'points' ? order.type.points : null,
    pricing: order.pricing,
    actor: order.actor,
    at: order.at,
  }
}
