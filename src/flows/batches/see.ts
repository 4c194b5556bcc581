import type { Actor } from '../../accounts/actor.ts'
import { reach } from '../../accounts/can.ts'
import { standingOf } from '../../accounts/standing.ts'
import type { House } from '../house.ts'
import { type BatchRow, batchRow, mayWith } from './batch-row.ts'

/** A batch with whether it can still be exported. */
export type SeenBatch = BatchRow & { exportable: boolean }

/** Undefined: there is none, or it is not the actor's to see. */
export async function seeBatch({ ledger }: House, actor: Actor, batchId: string): Promise<SeenBatch | undefined> {
  const batch = await batchRow(ledger.reads, batchId)
  if (mayWith(await standingOf(ledger.reads, actor), batch, 'see-batch') !== 'yes' || !batch) return undefined
  const [seen] = await withSeeds(ledger.reads, [batch])
  return seen
}

/** The actor's batches, the newest first. @param page.before the last id of the page before */
export async function seeBatches(
  { ledger }: House,
  actor: Actor,
  page: { before?: string; limit: number },
): Promise<SeenBatch[]> {
  const accounts = reach(await standingOf(ledger.reads, actor), 'see-batch')
  if (accounts !== 'all' && accounts.length === 0) return []
  let query = ledger.reads.selectFrom('batches').selectAll().orderBy('id', 'desc').limit(page.limit)
  if (accounts !== 'all') query = query.where('account_id', 'in', accounts)
  if (page.before !== undefined) query = query.where('id', '<', page.before)
  return withSeeds(ledger.reads, await query.execute())
}

async function withSeeds(reads: House['ledger']['reads'], batches: readonly BatchRow[]): Promise<SeenBatch[]> {
  if (batches.length === 0) return []
  const ids = batches.map(({ id }) => id)
  const seeds = await reads.selectFrom('batch_seeds').select('batch_id').where('batch_id', 'in', ids).execute()
  const open = new Set(seeds.map(({ batch_id }) => batch_id))
  return batches.map((batch) => ({ ...batch, exportable: batch.state === 'ready' && open.has(batch.id) }))
}
