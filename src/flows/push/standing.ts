import type { PushStanding } from '../../recipients/recipient.ts'
import type { LedgerReads } from '../tables.ts'

/** Whether a user can be pushed to, and by which subscription. */
export type PushPlace = { standing: Exclude<PushStanding, 'ready'> } | { standing: 'ready'; subscriptionId: string }

/**
 * Where users get their pushes: at the session that signed in last of those that still live, if it has subscribed. An earlier session's subscription counts
 * for nothing.
 * @param userIds of users that must be there
 */
export async function pushPlaces(
  tx: LedgerReads,
  userIds: readonly string[],
  now: number,
): Promise<Map<string, PushPlace>> {
  const places = new Map<string, PushPlace>()
  if (userIds.length === 0) return places
  const ids = [...new Set(userIds)]
  const users = await tx.selectFrom('users').select('id').where('id', 'in', ids).execute()
  const sessions = await tx
    .selectFrom('sessions')
    .select(['id', 'user_id'])
    .where('user_id', 'in', ids)
    .where('expires_at', '>', now)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  const lately = await tx
    .selectFrom('push_subscriptions')
    .select(['id', 'user_id', 'session_id', 'state'])
    .where('user_id', 'in', ids)
    .where('state', 'in', ['active', 'replaced'])
    .orderBy('id', 'desc')
    .execute()
  for (const userId of ids) {
    const newest = sessions.find(({ user_id }) => user_id === userId)
    const own = lately.filter(({ user_id }) => user_id === userId)
    const subscription = own.find(({ session_id, state }) => state === 'active' && session_id === newest?.id)
    if (!users.some(({ id }) => id === userId)) places.set(userId, { standing: 'no-user' })
    else if (!newest) places.set(userId, { standing: 'no-session' })
    else if (subscription) places.set(userId, { standing: 'ready', subscriptionId: subscription.id })
    else places.set(userId, { standing: own.length > 0 ? 'signed-in-elsewhere' : 'no-subscription' })
  }
  return places
}
