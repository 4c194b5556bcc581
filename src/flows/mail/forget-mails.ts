import type { LedgerTx } from '../tables.ts'

const ROWS_MAX = 50

/** Erases address, words and files of mails that were put into the outbox before `before`, and never while they still wait; that one was sent stays. @returns whether there may be more */
export async function forgetMails(tx: LedgerTx, before: number): Promise<boolean> {
  const old = await tx
    .selectFrom('mails')
    .select('id')
    .where('sealed', 'is not', null)
    .where('created_at', '<', before)
    .where('due_at', 'is', null)
    .orderBy('created_at')
    .limit(ROWS_MAX)
    .execute()
  const ids = old.map(({ id }) => id)
  if (ids.length === 0) return false
  await tx.deleteFrom('mail_attachments').where('mail_id', 'in', ids).execute()
  await tx.updateTable('mails').set({ sealed: null }).where('id', 'in', ids).execute()
  return ids.length === ROWS_MAX
}
