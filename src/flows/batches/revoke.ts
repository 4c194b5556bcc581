import { type Actor, actorName } from '../../accounts/actor.ts'
import { standingOf } from '../../accounts/standing.ts'
import { record } from '../../store/audit.ts'
import type { House } from '../house.ts'
import { batchRow, mayWith } from './batch-row.ts'
import { expungeSeeds } from './expunge-seeds.ts'
import { destroySeed } from './seed.ts'

/** Why codes are taken out of use. Stable names, since the audit keeps them for ever and must hold nothing personal. */
export const REVOKE_REASONS = ['lost', 'stolen', 'returned', 'not-paid', 'misprint', 'mistake'] as const
export type RevokeReason = (typeof REVOKE_REASONS)[number]

/** Takes a batch out of use, also while it is being minted: what is unused can no longer be redeemed. What was redeemed stays. Revoking again changes nothing. */
export async function revokeBatch(
  house: House,
  actor: Actor,
  batchId: string,
  reason: RevokeReason,
): Promise<'revoked' | 'not-found' | 'forbidden'> {
  const { ledger, world } = house
  const outcome = await ledger.transact('revoke-batch', async (tx) => {
    const batch = await batchRow(tx, batchId)
    const may = mayWith(await standingOf(tx, actor), batch, 'mint')
    if (may !== 'yes' || !batch) return may === 'yes' ? 'not-found' : may
    if (batch.state === 'revoked') return 'revoked'
    await tx
      .updateTable('batches')
      .set({ state: 'revoked', revoked_at: world.clock.now(), revoked_reason: reason })
      .where('id', '=', batchId)
      .execute()
    await destroySeed(tx, batchId)
    await record(tx, world, {
      actor: actorName(actor),
      act: 'revoke-batch',
      accountId: batch.account_id,
      subject: `batch:${batchId}`,
      details: JSON.stringify({ reason }),
    })
    return 'revoked'
  })
  if (outcome === 'revoked') await expungeSeeds(house)
  return outcome
}
