import { end } from '../push/subscribe.ts'
import type { LedgerTx } from '../tables.ts'

/** Sessions ended in one go: nobody signs in more often within thirty days by hand. */
const ENDED_MAX = 500

/**
 * Ends sessions of a user, with what they get by push, in the story's own transaction.
 * @param which.only that one; `which.except`: all but that one
 * @returns their ids: live streams of theirs are the door's to end
 */
export async function endSessions(
  tx: LedgerTx,
  userId: string,
  now: number,
  which: { only?: string; except?: string } = {},
): Promise<string[]> {
  let query = tx.selectFrom('sessions').select('id').where('user_id', '=', userId).limit(ENDED_MAX)
  if (which.only !== undefined) query = query.where('id', '=', which.only)
  if (which.except !== undefined) query = query.where('id', '!=', which.except)
  const ids = (await query.execute()).map(({ id }) => id)
  if (ids.length === 0) return []
  await end(tx, now, 'ended', (rows) => rows.where('session_id', 'in', ids))
  await tx.deleteFrom('sessions').where('id', 'in', ids).execute()
  return ids
}
