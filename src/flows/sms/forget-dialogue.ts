import type { LedgerTx } from '../tables.ts'

/** What one transaction may touch. */
const ROWS_MAX = 500

/** Deletes up to 500 messages of the dialogue that were received before an instant, with their answers. True when there may be more. The audit keeps that there was one. */
export async function forgetDialogue(tx: LedgerTx, before: number): Promise<boolean> {
  const old = await tx
    .selectFrom('sms_dialogue')
    .select('id')
    .where('received_at', '<', before)
    .orderBy('received_at')
    .limit(ROWS_MAX)
    .execute()
  const ids = old.map(({ id }) => id)
  if (ids.length > 0) await tx.deleteFrom('sms_dialogue').where('id', 'in', ids).execute()
  return old.length === ROWS_MAX
}
