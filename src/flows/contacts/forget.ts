import { closeSilent } from '../../accounts/contacts.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import { eraseWhole } from './letters.ts'

const ROWS_MAX = 50

/**
 * Erases messages whose term began before an instant, with answers and mails: when it was closed, or with the last answer where nobody closed it. One that
 * nobody has answered has no term: somebody waits for an answer.
 * @returns whether there may be more
 */
export async function forgetContacts(house: House, tx: LedgerTx, before: number): Promise<boolean> {
  const silent = await closeSilent(tx, before, ROWS_MAX)
  const old = await tx
    .selectFrom('contacts')
    .select('id')
    .where('state', '=', 'closed')
    .where('closed_at', '<=', before)
    .orderBy('closed_at')
    .limit(ROWS_MAX)
    .execute()
  const ids = old.map(({ id }) => id)
  await eraseWhole(house, tx, ids, 'term')
  return silent === ROWS_MAX || ids.length === ROWS_MAX
}
