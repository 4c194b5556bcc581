import { type Act, can, reach, type Standing } from '../../accounts/can.ts'
import type { LedgerReads } from '../tables.ts'

/** A batch's row. */
export type BatchRow = NonNullable<Awaited<ReturnType<typeof batchRow>>>

/** @returns the row, or undefined */
export function batchRow(reads: LedgerReads, id: string) {
  return reads.selectFrom('batches').selectAll().where('id', '=', id).executeTakeFirst()
}

/** What the actor may do with a batch: nothing that it may not see exists for it. */
export function mayWith(standing: Standing, batch: BatchRow | undefined, act: Act): 'yes' | 'not-found' | 'forbidden' {
  if (!batch || !reaches(standing, 'see-batch', batch.account_id)) return 'not-found'
  return reaches(standing, act, batch.account_id) ? 'yes' : 'forbidden'
}

/** A batch of the house's own belongs to nobody's account, and so to no reseller. */
function reaches(standing: Standing, act: Act, accountId: string | null): boolean {
  return accountId === null ? reach(standing, act) === 'all' : can(standing, act, accountId)
}
