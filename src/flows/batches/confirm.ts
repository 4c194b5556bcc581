import { type Actor, actorName } from '../../accounts/actor.ts'
import { standingOf } from '../../accounts/standing.ts'
import { record } from '../../store/audit.ts'
import type { House } from '../house.ts'
import { batchRow, mayWith } from './batch-row.ts'
import { expungeSeeds } from './expunge-seeds.ts'
import { destroySeed } from './seed.ts'

/** `not-exported`: nobody has the codes yet. */
export type ConfirmOutcome =
  | 'confirmed'
  | 'not-found'
  | 'forbidden'
  | 'batch-not-ready'
  | 'batch-revoked'
  | 'not-exported'

/** The recipient has the codes: the seed is destroyed, and no export is possible any more. Confirming again changes nothing. */
export async function confirmExport(house: House, actor: Actor, batchId: string): Promise<ConfirmOutcome> {
  const { ledger, world } = house
  const outcome = await ledger.transact('confirm-export', async (tx): Promise<ConfirmOutcome> => {
    const batch = await batchRow(tx, batchId)
    const may = mayWith(await standingOf(tx, actor), batch, 'mint')
    if (may !== 'yes' || !batch) return may === 'yes' ? 'not-found' : may
    if (batch.confirmed_at !== null) return 'confirmed'
    if (batch.state === 'revoked') return 'batch-revoked'
    if (batch.state !== 'ready') return 'batch-not-ready'
    // Codes that nobody has would be lost for ever.
    if (!batch.exports) return 'not-exported'
    await destroySeed(tx, batchId)
    await tx.updateTable('batches').set({ confirmed_at: world.clock.now() }).where('id', '=', batchId).execute()
    await record(tx, world, {
      actor: actorName(actor),
      act: 'confirm-export',
      accountId: batch.account_id,
      subject: `batch:${batchId}`,
      details: JSON.stringify({ exports: batch.exports }),
    })
    return 'confirmed'
  })
  if (outcome === 'confirmed') await expungeSeeds(house)
  return outcome
}
