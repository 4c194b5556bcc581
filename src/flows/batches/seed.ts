import { unseal } from '../../store/sealed.ts'
import type { House } from '../house.ts'
import type { LedgerReads, LedgerTx } from '../tables.ts'

/** A batch's seed, opened; null when it is destroyed. */
export async function seedOf(
  { keys }: Pick<House, 'keys'>,
  reads: LedgerReads,
  batchId: string,
): Promise<Uint8Array | null> {
  const row = await reads.selectFrom('batch_seeds').selectAll().where('batch_id', '=', batchId).executeTakeFirst()
  return row ? unseal(keys.byId(row.key_id).bytes, batchId, row.sealed) : null
}

/** From here on nobody can derive a code of the batch again. To be followed by `expungeSeeds`, when it is committed. */
export async function destroySeed(tx: LedgerTx, batchId: string): Promise<void> {
  await tx.deleteFrom('batch_seeds').where('batch_id', '=', batchId).execute()
}
