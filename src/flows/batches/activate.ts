import { type Actor, actorName } from '../../accounts/actor.ts'
import { standingOf } from '../../accounts/standing.ts'
import { record } from '../../store/audit.ts'
import type { House } from '../house.ts'
import type { Refused } from '../redeem-outcome.ts'
import { type BatchRow, batchRow, mayWith } from './batch-row.ts'
import { scannedCode } from './scanned-code.ts'

/** Why nothing is activated. */
export type NotActivated = 'forbidden' | 'batch-not-ready' | 'batch-revoked' | 'sale-ended'

/** Numbers in one request: a carton of cards. */
export const ACTIVATED_MAX = 10_000
/** With their batch and audit entry within the 500 rows of a transaction. */
const STEP = 400

/** The shop's scan at the till: from now on the code can be redeemed. Scanning again changes nothing. */
export function activateCode(
  house: House,
  actor: Actor,
  text: string,
): Promise<{ kind: 'activated'; batchId: string } | { kind: NotActivated } | Refused> {
  const { ledger, world } = house
  return ledger.transact('activate-code', async (tx) => {
    const code = await scannedCode(house, tx, actor, text)
    if (code.kind !== 'found') return code
    const done = { kind: 'activated' as const, batchId: code.batch.id }
    if (code.activatedAt !== null) return done
    const hindrance = hindranceOf(code.batch, world.clock.now())
    if (hindrance) return { kind: hindrance }
    await tx.updateTable('codes').set({ activated_at: world.clock.now() }).where('id', '=', code.id).execute()
    await record(tx, world, {
      actor: actorName(actor),
      act: 'activate-code',
      accountId: code.batch.account_id,
      subject: `code:${code.id}`,
      details: JSON.stringify({ batchId: code.batch.id }),
    })
    return done
  })
}

/**
 * Activates codes by their printed numbers, step by step: cut off in the middle, the same request finishes it.
 * @param range numbers from 1, both included, at most 10,000 of them
 * @returns how many were not active before
 */
export async function activateRange(
  house: House,
  request: { actor: Actor; batchId: string; range: { from: number; to: number } },
): Promise<number | NotActivated | 'not-found'> {
  const { from, to } = request.range
  let activated = 0
  for (let first = from; first <= to; first += STEP) {
    const step = await activateStep(house, request, first, Math.min(to, first + STEP - 1))
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
    const activated = await tx
      .updateTable('codes')
      .set({ activated_at: now })
      .where('batch_id', '=', batchId)
      .where('position', '>=', first - 1)
      .where('position', '<=', last - 1)
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
