import type { LedgerTx } from '../tables.ts'

const ROWS_MAX = 100

/** Erases the words of pushes that were put into the outbox before `before`, and never while they still wait. @returns whether there may be more */
export async function forgetPushes(tx: LedgerTx, before: number): Promise<boolean> {
  const old = await tx
    .selectFrom('push_messages')
    .select('id')
    .where('sealed', 'is not', null)
    .where('created_at', '<', before)
    .where('due_at', 'is', null)
    .orderBy('created_at')
    .limit(ROWS_MAX)
    .execute()
  const ids = old.map(({ id }) => id)
  if (ids.length > 0) await tx.updateTable('push_messages').set({ sealed: null }).where('id', 'in', ids).execute()
  return ids.length === ROWS_MAX
}

/** Takes away where subscriptions of sessions lead that are over. Nothing went there any more. @returns whether there may be more */
export async function forgetSubscriptions(tx: LedgerTx, now: number): Promise<boolean> {
  const over = await tx
    .selectFrom('push_subscriptions')
    .leftJoin('sessions', 'sessions.id', 'push_subscriptions.session_id')
    .select('push_subscriptions.id')
    .where('push_subscriptions.state', '=', 'active')
    .where((eb) => eb.or([eb('sessions.id', 'is', null), eb('sessions.expires_at', '<=', now)]))
    .limit(ROWS_MAX)
    .execute()
  const ids = over.map(({ id }) => id)
  if (ids.length > 0)
    await tx
      .updateTable('push_subscriptions')
      .set({ state: 'ended', sealed: null, ended_at: now })
      .where('id', 'in', ids)
      .where('state', '=', 'active')
      .execute()
  return ids.length === ROWS_MAX
}

/** Forgets what recipients were told before `before`, and what they were not. @returns whether there may be more */
export async function forgetTellings(tx: LedgerTx, before: number): Promise<boolean> {
  const old = await tx
    .selectFrom('recipient_tellings')
    .select('id')
    .where('at', '<', before)
    .orderBy('at')
    .limit(ROWS_MAX)
    .execute()
  const ids = old.map(({ id }) => id)
  if (ids.length > 0) await tx.deleteFrom('recipient_tellings').where('id', 'in', ids).execute()
  return ids.length === ROWS_MAX
}
