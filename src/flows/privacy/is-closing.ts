import type { LedgerReads } from '../tables.ts'

/** True while one of these accounts is to be closed: asked for, or, where `begun`, being erased already. */
export async function isClosing(
  reads: LedgerReads,
  accountIds: readonly (string | null)[],
  { begun = false }: { begun?: boolean } = {},
): Promise<boolean> {
  const ids = accountIds.filter((id) => id !== null)
  if (ids.length === 0) return false
  const found = await reads
    .selectFrom('closings')
    .select('id')
    .where('account_id', 'in', ids)
    .where('state', 'in', begun ? ['erasing'] : ['asked', 'erasing'])
    .limit(1)
    .executeTakeFirst()
  return found !== undefined
}
