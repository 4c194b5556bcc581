import type { Actor } from '../../accounts/actor.ts'
import { enterBilling } from '../../billing/entries.ts'
import { PRICE_LIST, priceOf } from '../../billing/price-list.ts'
import { judge, type Pricing } from '../../dialogue/judge.ts'
import { type Order, placeOrder } from '../../licences/orders.ts'
import type { LicenceType } from '../../std/licence-type.ts'
import { record } from '../../store/audit.ts'
import { RunAgain } from '../../store/errors.ts'
import { tell } from '../../store/events.ts'
import { recall, remember } from '../../store/idempotency.ts'
import { accountPlaceOf, type NoAccountPlace } from '../account-place.ts'
import { requestHash } from '../guesser.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import { knownNumber } from './facts.ts'
import { release } from './release.ts'

/** A judged order: `heldPoints` is what the licence number has already; `actor` as it stands in the audit. */
export type JudgedOrder = {
  accountId: string
  licenceNumber: string
  type: LicenceType
  pricing: Pricing
  heldPoints: number
  actor: string
}
/** `amountMinor` in minor units of `currency`; `wake`: the device to be woken after the commit. */
export type Ordered = { order: Order; amountMinor: number; currency: string; wake: string | null }

/**
 * Carries out an order: order, release, entry to be invoiced, event and audit entry in one transaction, or nothing.
 * @throws RunAgain when it was released meanwhile: told again, the story judges anew
 */
export async function carryOutOrder(house: House, tx: LedgerTx, judged: JudgedOrder): Promise<Ordered> {
  const { world } = house
  const { heldPoints, ...placed } = judged
  const { accountId, licenceNumber, type, pricing, actor } = placed
  const order = await placeOrder(tx, world, placed)
  const made = await release(house, tx, { licenceNumber, type, orderId: order.id, actor, accountId, heldPoints })
  if (!made) throw new RunAgain('it was released meanwhile')
  const { currency, id: priceList } = PRICE_LIST
  const amountMinor = priceOf(PRICE_LIST, type, heldPoints)
  const entry = { accountId, what: 'licence-order', pricing, amountMinor, currency, priceList } as const
  const detail = { order: order.number, licenceNumber, type: type.kind === 'e' ? 'E' : `${type.points}P` }
  await enterBilling(tx, world, { ...entry, orderId: order.id, at: order.at, detail })
  await tell(tx, world, { accountId, topic: `order:${order.id}`, body: JSON.stringify({ state: 'released' }) })
  await record(tx, world, {
    actor,
    act: 'order-licence',
    accountId,
    subject: `order:${order.id}`,
    details: JSON.stringify({ ...type, pricing, amountMinor, currency, priceList, releaseId: made.release.id }),
  })
  return { order, amountMinor, currency, wake: made.wake }
}

/** What an order comes to. `which-account`: the actor may order for several, and named none. */
export type OrderOutcome =
  | ({ kind: 'ordered' } & Omit<Ordered, 'wake'>)
  | { kind: 'released-already' | 'key-reused' | NoAccountPlace }

/** An order in the console or by a script, for one of the actor's accounts. The same key and wish get the same answer and no second order. */
export async function orderLicence(
  house: House,
  wish: { actor: Actor; accountId?: string; licenceNumber: string; type: LicenceType; idempotencyKey: string },
): Promise<OrderOutcome> {
  const { licenceNumber, type, idempotencyKey } = wish
  const hash = requestHash(house.keys, 'order-licence', wish.accountId ?? '', licenceNumber, JSON.stringify(type))
  let wake: string | null = null
  const outcome = await house.ledger.transact('order-licence', async (tx): Promise<OrderOutcome> => {
    wake = null
    const place = await accountPlaceOf(tx, wish.actor, wish.accountId, 'order-licence')
    if (typeof place === 'string') return { kind: place }
    const { accountId, actor } = place
    const before = await recall(tx, actor, idempotencyKey, hash)
    if (before.kind === 'other-body') return { kind: 'key-reused' }
    if (before.kind === 'same') return JSON.parse(before.answer) as OrderOutcome
    const known = await knownNumber(tx, licenceNumber)
    const request = { command: 'order', type, number: licenceNumber } as const
    const judgement = judge({ kind: 'request', request }, { registered: true, ...known })
    if (judgement.kind !== 'order') return { kind: 'released-already' }
    const order = {
      accountId,
      licenceNumber,
      type,
      pricing: judgement.pricing,
      heldPoints: known.released.points,
      actor,
    }
    const { wake: device, ...ordered } = await carryOutOrder(house, tx, order)
    wake = device
    const answer: OrderOutcome = { kind: 'ordered', ...ordered }
    await remember(tx, actor, idempotencyKey, hash, JSON.stringify(answer), house.world.clock.now())
    return answer
  })
  if (wake !== null) house.wake.emit(wake)
  return outcome
}
