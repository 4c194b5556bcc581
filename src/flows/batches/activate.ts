import { type Actor, actorName } from '../../accounts/actor.ts'
import { standingOf } from '../../accounts/standing.ts'
import { placesOf } from '../../codes/pack.ts'
import { record } from '../../store/audit.ts'
import type { House } from '../house.ts'
import type { Refused } from '../redeem-outcome.ts'
import { type BatchRow, batchRow, mayWith } from './batch-row.ts'
import { onOneCard } from './card.ts'
import { scannedCode } from './scanned-code.ts'

/** Why nothing is activated. */
export type NotActivated = 'forbidden' | 'batch-not-ready' | 'batch-revoked' | 'sale-ended'

/** Numbers in one request: a carton of cards. */
export const ACTIVATED_MAX = 10_000
/** Codes in a transaction: with their batch and audit entry within its 500 rows. */
const STEP_CODES = 400

/** The shop's scan at the till: from now on the code can be redeemed, and with it the others on its card. Scanning again changes nothing. */
export function activateCode(
  house: House,
  actor: Actor,
  text: string,
): Promise<{ kind: 'activated'; batchId: string; changed: number } | { kind: NotActivated } | Refused> {
  const { ledger, world } = house
  return ledger.transact('activate-code', async (tx) => {
    const code = await scannedCode(house, tx, actor, text)
    if (code.kind !== 'found') return code
    const done = { kind: 'activated' as const, batchId: code.batch.id }
    if (code.activatedAt !== null) return { ...done, changed: 0 }
    const hindrance = hindranceOf(code.batch, world.clock.now())
    if (hindrance) return { kind: hindrance }
    const activated = await tx
      .updateTable('codes')
      .set({ activated_at: world.clock.now() })
      .where('id', 'in', await onOneCard(tx, code))
      .where('activated_at', 'is', null)
      .returning('id')
      .execute()
    for (const { id } of activated)
      await record(tx, world, {
        actor: actorName(actor),
        act: 'activate-code',
        accountId: code.batch.account_id,
        subject: `code:${id}`,
        details: JSON.stringify({ batchId: code.batch.id }),
      })
    return { ...done, changed: activated.length }
  })
}

/**
 * Activates cards by their printed numbers, step by step: cut off in the middle, the same request finishes it.
 * @param range numbers from 1, both included, at most 10,000 of them
 * @returns how many codes were not active before
 */
export async function activateRange(
  house: House,
  request: { actor: Actor; batchId: string; range: { from: number; to: number } },
): Promise<number | NotActivated | 'not-found'> {
  const { from, to } = request.range
  const batch = await batchRow(house.ledger.reads, request.batchId)
  const cards = Math.floor(STEP_CODES / (batch?.pack_size ?? 1))
  let activated = 0
  for (let first = from; first <= to; first += cards) {
    const step = await activateStep(house, request, first, Math.min(to, first + cards - 1))
    if (typeof step === 'string') return step
    activated += step
  }
  return activated
}

function activateStep(
  { ledger, world }: House,
  { actor, batchId }: { actor: Actor; batchId: string },
  first: number,
  last: number,
): Promise<number | NotActivated | 'not-found'> {
  return ledger.transact('activate-codes', async (tx) => {
    const batch = await batchRow(tx, batchId)
    const may = mayWith(await standingOf(tx, actor), batch, 'mint')
    if (may !== 'yes' || !batch) return may === 'yes' ? 'not-found' : may
    const now = world.clock.now()
    const hindrance = hindranceOf(batch, now)
    if (hindrance) return hindrance
    const places = placesOf(batch.pack_size, first, last)
    const activated = await tx
      .updateTable('codes')
      .set({ activated_at: now })
      .where('batch_id', '=', batchId)
      .where('position', '>=', places.first)
      .where('position', '<=', places.last)
      .where('activated_at', 'is', null)
      .returning('id')
      .execute()
    if (activated.length === 0) return 0
    await record(tx, world, {
      actor: actorName(actor),
      act: 'activate-codes',
      accountId: batch.account_id,
      subject: `batch:${batchId}`,
      details: JSON.stringify({ from: first, to: last, count: activated.length }),
    })
    return activated.length
  })
}

function hindranceOf(batch: BatchRow, now: number): NotActivated | null {
  if (batch.state === 'revoked') return 'batch-revoked'
  if (batch.state !== 'ready') return 'batch-not-ready'
  return batch.end_of_sale_at !== null && now >= batch.end_of_sale_at ? 'sale-ended' : null
}
