import { keeperLevel } from '../../accounts/account-kind.ts'
import { endResets, type Link, livingLink, takeLink } from '../../accounts/link.ts'
import { newId } from '../../std/ids.ts'
import { record } from '../../store/audit.ts'
import { becomeCustomer, ownedBy } from '../customers/become.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import { endSessions } from './end-sessions.ts'
import { confirmReset, type ResetFollowed, stopFor, stopReset } from './factor-reset.ts'
import { join } from './join.ts'
import { type Letters, sendLetter } from './letters.ts'

/** What whoever holds a link is shown before it is used. `needsPassword` false: the user keeps their own. */
export type SeenLink = {
  kind: 'register' | 'invite' | 'customer' | 'reset' | 'factor-reset' | 'factor-stop'
  email: string
  /** Of `customer`: the reseller's. */
  accountName: string | null
  level: string | null
  needsPassword: boolean
  expiresAt: number
}

/** What a link is for; null: it was used, is too old or was never given. */
export async function seeLink({ ledger, keys, world }: House, token: string): Promise<SeenLink | null> {
  const link = await livingLink(ledger.reads, keys, token, world.clock.now())
  if (!link) return null
  const account = await ledger.reads
    .selectFrom('accounts')
    .select('name')
    .where('id', '=', link.account_id ?? '')
    .executeTakeFirst()
  return {
    kind: link.kind as SeenLink['kind'],
    email: link.email,
    accountName: account?.name ?? link.account_name,
    level: link.level,
    needsPassword: await needsPassword(ledger.reads, link),
    expiresAt: link.expires_at,
  }
}

/** Of a password that is chosen. One that is asked for is judged by whether it fits. */
export const PASSWORD_CHARACTERS_MIN = 12

/** `ended`: sessions that are over, whose streams are the door's to end. */
export type LinkUsed =
  | { kind: 'used'; email: string; ended: string[] }
  | ResetFollowed
  | { kind: 'password-missing' | 'password-short' }

/**
 * Uses a link, once: it makes an account, accepts an invitation, makes a reseller's customer of an account or sets a password, after which every session of the user is over.
 * @param given.password absent where `needsPassword` is false @throws ProblemError `try-again-later` when too many passwords are being computed
 */
export async function followLink(
  house: House,
  letters: Letters,
  given: { token: string; password?: string; name?: string },
): Promise<LinkUsed> {
  const { ledger, keys, world } = house
  const seen = await livingLink(ledger.reads, keys, given.token, world.clock.now())
  if (!seen) return { kind: 'link-over' }
  const wanted = await needsPassword(ledger.reads, seen)
  if (wanted && given.password === undefined) return { kind: 'password-missing' }
  if (seen.kind === 'factor-stop') return stopReset(house, given.token)
  if (seen.kind === 'factor-reset')
    return confirmReset(house, letters, seen, { token: given.token, password: given.password ?? '' })
  if (wanted && (given.password ?? '').length < PASSWORD_CHARACTERS_MIN) return { kind: 'password-short' }
  // Nothing durable runs on the pool that computes it, and it is over before the story begins.
  const password_hash = wanted ? await house.passwords.hash(given.password ?? '') : null
  return ledger.transact('follow-link', async (tx): Promise<LinkUsed> => {
    const link = await takeLink(tx, keys, given.token, world.clock.now())
    if (!link) return { kind: 'link-over' }
    const { email } = link
    if (link.kind === 'reset')
      return { kind: 'used', email, ended: await reset(house, tx, letters, link, password_hash) }
    const userId = await userOf(house, tx, link, { password_hash, name: given.name ?? link.name ?? email })
    if (userId === null) return { kind: 'link-over' }
    if (link.kind === 'register') await openOwn(house, tx, link, userId)
    else if (link.kind === 'customer') {
      const account = (await ownedBy(tx, userId)) ?? (await openOwn(house, tx, link, userId))
      if (!(await becomeCustomer(house, tx, { link, account, userId }))) return { kind: 'link-over' }
    } else if (!(await join(house, tx, link, userId))) return { kind: 'link-over' }
    return { kind: 'used', email, ended: [] }
  })
}

async function needsPassword(reads: LedgerTx | House['ledger']['reads'], link: Link): Promise<boolean> {
  if (link.kind === 'reset' || link.kind === 'factor-reset') return true
  if (link.kind === 'factor-stop') return false
  const known = await reads
    .selectFrom('users')
    .innerJoin('memberships', 'memberships.user_id', 'users.id')
    .select('users.id')
    .where('users.email', '=', link.email)
    .limit(1)
    .executeTakeFirst()
  return known === undefined
}

async function reset(house: House, tx: LedgerTx, letters: Letters, link: Link, hash: string | null): Promise<string[]> {
  const userId = link.user_id
  if (userId === null || hash === null) throw new Error('a link for a password names its user')
  const now = house.world.clock.now()
  await tx.updateTable('users').set({ password_hash: hash }).where('id', '=', userId).execute()
  await endResets(tx, userId, now)
  // Whoever has the mailbox alone does not get past the second factor: the password has to be the one from before.
  await stopFor(house, tx, userId)
  const subject = `user:${userId}`
  await record(tx, house.world, { actor: subject, act: 'reset-password', accountId: null, subject, details: '{}' })
  const { email: to, language } = link
  await sendLetter(house, tx, letters, { told: 'password-changed', to, language, accountId: null })
  return endSessions(tx, userId, now)
}

/** The user of the address: a new one, or one that there is; one who has left every account chooses a new password. Null: somebody took the address meanwhile. */
async function userOf(
  { world }: House,
  tx: LedgerTx,
  link: Link,
  made: { password_hash: string | null; name: string },
): Promise<string | null> {
  const { email, language } = link
  const { password_hash, name } = made
  const known = await tx.selectFrom('users').select('id').where('email', '=', email).executeTakeFirst()
  if (known && password_hash === null) return known.id
  if (password_hash === null) return null
  if (known) {
    const member = await tx
      .selectFrom('memberships')
      .select('user_id')
      .where('user_id', '=', known.id)
      .executeTakeFirst()
    // The holder of the link proved the address, but not that the password of a living user is theirs to change.
    if (member) return null
    await tx.updateTable('users').set({ password_hash, name }).where('id', '=', known.id).execute()
    return known.id
  }
  const id = newId(world.clock, world.random)
  const added = await tx
    .insertInto('users')
    .values({ id, email, name, language, password_hash, created_at: world.clock.now() })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .returning('id')
    .executeTakeFirst()
  return added?.id ?? null
}

/** @returns the new account's id */
async function openOwn({ world }: House, tx: LedgerTx, link: Link, userId: string): Promise<string> {
  const id = newId(world.clock, world.random)
  const account = { kind: 'customer', name: link.account_name ?? link.email, country: link.country ?? 'SE' }
  await tx
    .insertInto('accounts')
    .values({ id, ...account, created_at: world.clock.now() })
    .execute()
  const level = keeperLevel('customer')
  await tx.insertInto('memberships').values({ account_id: id, user_id: userId, level }).execute()
  const actor = `user:${userId}`
  const details = JSON.stringify({ userId })
  await record(tx, world, { actor, act: 'register', accountId: id, subject: `account:${id}`, details })
  return id
}
