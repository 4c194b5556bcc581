import type { Actor } from '../../accounts/actor.ts'
import { can } from '../../accounts/can.ts'
import { isAccount } from '../../accounts/is-account.ts'
import { standingOf } from '../../accounts/standing.ts'
import type { House } from '../house.ts'

/** A user of an account. */
export type Member = { userId: string; email: string; name: string; level: string }
/** Somebody who was invited and has not answered; instants in milliseconds since 1970. */
export type Invited = { id: string; email: string; level: string; expiresAt: number }

const SHOWN_MAX = 500

/** The users of an account, and who was invited to it. */
export async function seeMembers(
  { ledger, world }: House,
  actor: Actor,
  accountId: string,
): Promise<{ members: Member[]; invited: Invited[] } | 'forbidden' | 'not-found'> {
  const { reads } = ledger
  if (!can(await standingOf(reads, actor), 'see-users', accountId)) return 'forbidden'
  if (!(await isAccount(reads, accountId))) return 'not-found'
  const members = await reads
    .selectFrom('memberships')
    .innerJoin('users', 'users.id', 'memberships.user_id')
    .select(['users.id as userId', 'users.email', 'users.name', 'memberships.level'])
    .where('memberships.account_id', '=', accountId)
    .orderBy('users.id')
    .limit(SHOWN_MAX)
    .execute()
  const links = await reads
    .selectFrom('mail_links')
    .select(['id', 'email', 'level', 'expires_at'])
    .where('account_id', '=', accountId)
    .where('kind', '=', 'invite')
    .where('used_at', 'is', null)
    .where('expires_at', '>', world.clock.now())
    .orderBy('id', 'desc')
    .limit(SHOWN_MAX)
    .execute()
  const invited = links.map(({ id, email, level, expires_at }) => ({
    id,
    email,
    level: level ?? '',
    expiresAt: expires_at,
  }))
  return { members, invited }
}
