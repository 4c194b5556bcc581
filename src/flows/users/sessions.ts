import { type Actor, actorName } from '../../accounts/actor.ts'
import { record } from '../../store/audit.ts'
import type { House } from '../house.ts'
import { endSessions } from './end-sessions.ts'

/** A session as its user sees it; instants in milliseconds since 1970. `agent`: what signed in calls itself. */
export type SeenSession = { id: string; agent: string | null; createdAt: number; expiresAt: number; current: boolean }

const SHOWN_MAX = 200

/** The user's own living sessions, newest first. The operator has none. */
export async function ownSessions({ ledger, world }: House, actor: Actor): Promise<SeenSession[]> {
  if (actor.kind !== 'user') return []
  const rows = await ledger.reads
    .selectFrom('sessions')
    .select(['id', 'agent', 'created_at', 'expires_at'])
    .where('user_id', '=', actor.userId)
    .where('expires_at', '>', world.clock.now())
    .orderBy('id', 'desc')
    .limit(SHOWN_MAX)
    .execute()
  return rows.map(({ id, agent, created_at, expires_at }) => ({
    id,
    agent,
    createdAt: created_at,
    expiresAt: expires_at,
    current: id === actor.sessionId,
  }))
}

/**
 * Ends one of the user's own sessions, or all others than the one that asks.
 * @param which the session's id, or `others`
 * @returns the ids of those that ended; null: no such session of the user's
 */
export async function revokeSessions(
  { ledger, world }: House,
  actor: Actor,
  which: string | 'others',
): Promise<string[] | null> {
  if (actor.kind !== 'user') return which === 'others' ? [] : null
  return ledger.transact('revoke-sessions', async (tx) => {
    const chosen = which === 'others' ? { except: actor.sessionId } : { only: which }
    const ended = await endSessions(tx, actor.userId, world.clock.now(), chosen)
    if (ended.length === 0) return which === 'others' ? [] : null
    const subject = `user:${actor.userId}`
    const details = JSON.stringify({ sessions: ended.length })
    await record(tx, world, { actor: actorName(actor), act: 'revoke-sessions', accountId: null, subject, details })
    return ended
  })
}
