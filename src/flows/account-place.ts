import { type Actor, actorName } from '../accounts/actor.ts'
import { type Act, can } from '../accounts/can.ts'
import { standingOf } from '../accounts/standing.ts'
import { missing } from '../std/missing.ts'
import type { LedgerReads } from './tables.ts'

/** An account on which an actor may act, and whose licence is meant by it. */
export type AccountPlace = { accountId: string; country: string; userId: string; actor: string }

/** `which-account`: the actor may use several, and named none. */
export type NoAccountPlace = 'forbidden' | 'which-account'

/**
 * Finds the account that is meant, in one transaction with what follows. A licence belongs to a user: the one who asks, if a member of the account, or
 * else, where staff act for the customer, its first owner.
 * @throws ProblemError `not-found` where staff name an account that there is not
 */
export async function accountPlaceOf(
  tx: LedgerReads,
  actor: Actor,
  accountId: string | undefined,
  act: Act,
): Promise<AccountPlace | NoAccountPlace> {
  const standing = await standingOf(tx, actor)
  const own = standing.memberships.filter((one) => can(standing, act, one.accountId))
  const id = accountId ?? (own.length === 1 ? own[0]?.accountId : undefined)
  if (id === undefined) return own.length > 1 || standing.operator ? 'which-account' : 'forbidden'
  if (!can(standing, act, id)) return 'forbidden'
  const account = await tx.selectFrom('accounts').select('country').where('id', '=', id).executeTakeFirst()
  const userId = await holderIn(tx, actor, id)
  // Only staff come as far as this with an account that is none.
  if (!account) throw missing('account')
  if (userId === null) return 'forbidden'
  return { accountId: id, country: account.country, userId, actor: actorName(actor) }
}

async function holderIn(tx: LedgerReads, actor: Actor, accountId: string): Promise<string | null> {
  const members = await tx
    .selectFrom('memberships')
    .select(['user_id', 'level'])
    .where('account_id', '=', accountId)
    .orderBy('user_id')
    .execute()
  const self = actor.kind === 'user' ? members.find((member) => member.user_id === actor.userId) : undefined
  return (self ?? members.find(({ level }) => level === 'owner') ?? members[0])?.user_id ?? null
}
