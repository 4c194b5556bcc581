import { keeperLevel, levelFits } from '../../accounts/account-kind.ts'
import { type Actor, actorName, type Level } from '../../accounts/actor.ts'
import { can } from '../../accounts/can.ts'
import { endResets } from '../../accounts/link.ts'
import { standingOf } from '../../accounts/standing.ts'
import { record } from '../../store/audit.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import { endSessions } from './end-sessions.ts'
import { type Letters, sendLetter } from './letters.ts'

/** Which user of which account. */
export type Who = { accountId: string; userId: string }
/** `ended`: sessions that are over, whose streams are the door's to end. */
export type MemberOutcome =
  | { kind: 'done'; ended: string[] }
  | { kind: 'forbidden' | 'not-found' | 'level-does-not-fit' | 'last-owner' | 'member-elsewhere' }

/** Changes a user's level; whoever it is has the new rights from the commit on, in sessions under way too. */
export async function changeLevel(house: House, actor: Actor, who: Who, level: Level): Promise<MemberOutcome> {
  return manage(house, actor, who, async (tx, kind, present): Promise<MemberOutcome> => {
    if (!levelFits(kind, level)) return { kind: 'level-does-not-fit' }
    if (present === level) return { kind: 'done', ended: [] }
    if (await isLast(tx, kind, who, present)) return { kind: 'last-owner' }
    await tx
      .updateTable('memberships')
      .set({ level })
      .where('account_id', '=', who.accountId)
      .where('user_id', '=', who.userId)
      .execute()
    await note(house, tx, actor, who, 'change-level', { from: present, to: level })
    return { kind: 'done', ended: [] }
  })
}

/** Takes a user out of an account: what alarms went to them ends, and whoever has no account left is signed out. The last who can act for the account stays. */
export async function removeMember(house: House, actor: Actor, who: Who): Promise<MemberOutcome> {
  return manage(house, actor, who, async (tx, kind, present): Promise<MemberOutcome> => {
    if (await isLast(tx, kind, who, present)) return { kind: 'last-owner' }
    const { accountId, userId } = who
    const now = house.world.clock.now()
    await tx.deleteFrom('memberships').where('account_id', '=', accountId).where('user_id', '=', userId).execute()
    await tx
      .updateTable('recipients')
      .set({ removed_at: now })
      .where('account_id', '=', accountId)
      .where('user_id', '=', userId)
      .where('removed_at', 'is', null)
      .execute()
    await note(house, tx, actor, who, 'remove-user', { level: present })
    const left = await tx.selectFrom('memberships').select('account_id').where('user_id', '=', userId).execute()
    return { kind: 'done', ended: left.length > 0 ? [] : await endSessions(tx, userId, now) }
  })
}

/**
 * Sets a user's password in the name of their account; every session of theirs ends, and a mail tells them. Of a user who belongs to another account too it is refused: one
 * account's owner would get into the other.
 */
export async function setPassword(
  house: House,
  letters: Letters,
  actor: Actor,
  made: Who & { password: string },
): Promise<MemberOutcome> {
  const allowed = can(await standingOf(house.ledger.reads, actor), 'manage-users', made.accountId)
  // One's own is changed by whoever knows the present one, not by whoever found the door open.
  const own = actor.kind === 'user' && actor.userId === made.userId
  if (!allowed || own) return { kind: 'forbidden' }
  const password_hash = await house.passwords.hash(made.password)
  return manage(house, actor, made, async (tx): Promise<MemberOutcome> => {
    const { accountId, userId } = made
    const of = await tx.selectFrom('memberships').select('account_id').where('user_id', '=', userId).execute()
    if (of.some(({ account_id }) => account_id !== accountId)) return { kind: 'member-elsewhere' }
    const now = house.world.clock.now()
    const { email: to, language } = await tx
      .updateTable('users')
      .set({ password_hash })
      .where('id', '=', userId)
      .returning(['email', 'language'])
      .executeTakeFirstOrThrow()
    await endResets(tx, userId, now)
    await sendLetter(house, tx, letters, { told: 'password-changed', to, language, accountId })
    await note(house, tx, actor, made, 'set-password', {})
    return { kind: 'done', ended: await endSessions(tx, userId, now) }
  })
}

async function manage(
  { ledger }: House,
  actor: Actor,
  { accountId, userId }: Who,
  act: (tx: LedgerTx, kind: string, level: string) => Promise<MemberOutcome>,
): Promise<MemberOutcome> {
  return ledger.transact('manage-users', async (tx): Promise<MemberOutcome> => {
    if (!can(await standingOf(tx, actor), 'manage-users', accountId)) return { kind: 'forbidden' }
    // The account's row is the lock: two owners who demote each other at once would leave none.
    const account = await tx
      .updateTable('accounts')
      .set({ id: accountId })
      .where('id', '=', accountId)
      .returning('kind')
      .executeTakeFirst()
    const member = await tx
      .selectFrom('memberships')
      .select('level')
      .where('account_id', '=', accountId)
      .where('user_id', '=', userId)
      .executeTakeFirst()
    if (!account || !member) return { kind: 'not-found' }
    // Asked again behind the lock: who waited may have lost the right meanwhile.
    if (!can(await standingOf(tx, actor), 'manage-users', accountId)) return { kind: 'forbidden' }
    return act(tx, account.kind, member.level)
  })
}

async function isLast(tx: LedgerTx, kind: string, { accountId, userId }: Who, level: string): Promise<boolean> {
  const keeper = keeperLevel(kind)
  if (level !== keeper) return false
  const other = await tx
    .selectFrom('memberships')
    .select('user_id')
    .where('account_id', '=', accountId)
    .where('level', '=', keeper)
    .where('user_id', '!=', userId)
    .limit(1)
    .executeTakeFirst()
  return other === undefined
}

async function note(
  { world }: House,
  tx: LedgerTx,
  actor: Actor,
  { accountId, userId }: Who,
  act: string,
  details: Record<string, string>,
): Promise<void> {
  const subject = `user:${userId}`
  await record(tx, world, { actor: actorName(actor), act, accountId, subject, details: JSON.stringify(details) })
}
