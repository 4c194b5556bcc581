import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import { eraseWhole } from './letters.ts'

const ROWS_MAX = 50

/** Erases messages that were closed before an instant, with answers and mails. @returns whether there may be more */
export async function forgetContacts(house: House, tx: LedgerTx, before: number): Promise<boolean> {
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
  return ids.length === ROWS_MAX
}
