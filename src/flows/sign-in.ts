import type { Actor } from '../accounts/actor.ts'
import { hasFactor } from '../accounts/second-factor.ts'
import { newToken, SESSION_MS, tokenHash } from '../accounts/session-token.ts'
import { newId } from '../std/ids.ts'
import { record } from '../store/audit.ts'
import type { House } from './house.ts'
import { replaceEarlier } from './push/replace.ts'
import { end } from './push/subscribe.ts'
import type { LedgerTx } from './tables.ts'
import { carryOutReset } from './users/factor-reset.ts'
import { type FactorRefused, passFactor } from './users/second-factor.ts'

/** What signing in comes to, once the password fits. `ended`: sessions that are over, whose streams are the door's to end. */
export type SignedIn =
  | { kind: 'signed-in'; token: string; userId: string; ended: string[] }
  | { kind: 'second-factor-needed' }
  | FactorRefused

const AGENT_CHARACTERS_MAX = 160

/** Signs a person in. Null: the address and the password do not fit, without saying which, in words or in time. @param how.agent what signs in calls itself @param how.secondFactor where the user has one */
export async function signIn(
  house: House,
  email: string,
  password: string,
  how: { agent?: string | undefined; secondFactor?: string | undefined } = {},
): Promise<SignedIn | null> {
  const { world, ledger, keys } = house
  const user = await ledger.reads
    .selectFrom('users')
    .select(['id', 'password_hash'])
    .where('email', '=', email.trim().toLowerCase())
    .executeTakeFirst()
  if (!(await house.passwords.fits(password, user?.password_hash ?? null)) || !user) return null
  const token = newToken(world.random)
  const key = keys.current('session-hash')
  const now = world.clock.now()
  return ledger.transact('sign-in', async (tx): Promise<SignedIn | null> => {
    // A password that was changed while it was being checked opens nothing: the row is held until the session stands.
    const held = await tx
      .updateTable('users')
      .set({ password_hash: user.password_hash })
      .where('id', '=', user.id)
      .where('password_hash', '=', user.password_hash)
      .returning('id')
      .executeTakeFirst()
    if (!held) return null
    const passed = await pastFactor(house, tx, user.id, how.secondFactor)
    if (!Array.isArray(passed)) return passed
    const id = newId(world.clock, world.random)
    await tx
      .insertInto('sessions')
      .values({
        id,
        token_hash: tokenHash(key, token),
        key_id: key.id,
        user_id: user.id,
        created_at: now,
        expires_at: now + SESSION_MS,
        agent: agentText(how.agent),
      })
      .execute()
    await replaceEarlier(house, tx, { userId: user.id, sessionId: id })
    await record(tx, world, {
      actor: `user:${user.id}`,
      act: 'sign-in',
      accountId: null,
      subject: `session:${id}`,
      details: '{}',
    })
    return { kind: 'signed-in', token, userId: user.id, ended: passed }
  })
}

/** Sessions that ended by it, or what stands in the way. */
async function pastFactor(
  house: House,
  tx: LedgerTx,
  userId: string,
  code: string | undefined,
): Promise<string[] | FactorRefused | { kind: 'second-factor-needed' }> {
  if (!(await hasFactor(tx, userId))) return []
  if (code === undefined) return (await carryOutReset(house, tx, userId)) ?? { kind: 'second-factor-needed' }
  return (await passFactor(house, tx, { userId, code, confirmed: true })) ?? []
}

/** Who a bearer token or session cookie stands for; null for an unknown or expired one. @param source the caller's address */
export async function whoIs(house: House, token: string, source: string): Promise<Actor | null> {
  const hashes = house.keys.all('session-hash').map((key) => tokenHash(key, token))
  const session = await house.ledger.reads
    .selectFrom('sessions')
    .select(['id', 'user_id'])
    .where('token_hash', 'in', hashes)
    .where('expires_at', '>', house.world.clock.now())
    .executeTakeFirst()
  return session ? { kind: 'user', userId: session.user_id, sessionId: session.id, source } : null
}

/** Ends a session; its token is worth nothing afterwards. */
export async function signOut(house: House, actor: Actor): Promise<void> {
  if (actor.kind !== 'user') return
  await house.ledger.transact('sign-out', async (tx) => {
    await end(tx, house.world.clock.now(), 'ended', (query) => query.where('session_id', '=', actor.sessionId))
    await tx.deleteFrom('sessions').where('id', '=', actor.sessionId).execute()
  })
}

/** As it is kept with a session: one line, and not long. */
function agentText(agent: string | undefined): string | null {
  const text = (agent ?? '')
    .toWellFormed()
    .replace(/\p{C}+/gu, ' ')
    .trim()
    .slice(0, AGENT_CHARACTERS_MAX)
  return text === '' ? null : text
}
