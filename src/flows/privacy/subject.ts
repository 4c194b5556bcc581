import type { Subject } from '../../store/held-rows.ts'
import type { LedgerReads } from '../tables.ts'

/** Who an account's own users are: erasing it erases those who belong to no other account. */
export async function subjectOf(reads: LedgerReads, accountId: string): Promise<Subject> {
  const members = await reads
    .selectFrom('memberships')
    .select('user_id')
    .where('account_id', '=', accountId)
    .orderBy('user_id')
    .execute()
  const ids = members.map(({ user_id }) => user_id)
  if (ids.length === 0) return { accountId, userIds: [] }
  const elsewhere = await reads
    .selectFrom('memberships')
    .select('user_id')
    .where('user_id', 'in', ids)
    .where('account_id', '!=', accountId)
    .execute()
  const shared = new Set(elsewhere.map(({ user_id }) => user_id))
  return { accountId, userIds: ids.filter((id) => !shared.has(id)) }
}
