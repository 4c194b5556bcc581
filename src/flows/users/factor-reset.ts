import { type Actor, actorName } from '../../accounts/actor.ts'
import { can } from '../../accounts/can.ts'
import { askFactorReset, confirmFactorReset, stopFactorResets, takeFactorReset } from '../../accounts/factor-reset.ts'
import { type Link, makeLink, takeLink } from '../../accounts/link.ts'
import { endFactor, hasFactor } from '../../accounts/second-factor.ts'
import { standingOf } from '../../accounts/standing.ts'
import { spendGuess, spentBudgets } from '../../codes/guesses.ts'
import { instantText } from '../../std/period.ts'
import { record } from '../../store/audit.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import { endSessions } from './end-sessions.ts'
import { type Letters, linkUrl, sendLetter } from './letters.ts'

/** `expiresAt` of the link, in milliseconds since 1970. */
export type ResetAsked =
  | { kind: 'asked'; expiresAt: number }
  | { kind: 'forbidden' | 'not-found' }
  | { kind: 'too-many-requests'; retryAt: number }

/** What a link about it comes to. */
export type ResetFollowed =
  | { kind: 'used'; email: string; ended: string[] }
  | { kind: 'link-over' | 'wrong-login' }
  | { kind: 'too-many-requests'; retryAt: number }

/**
 * Staff ask, for somebody who lost telephone and recovery codes, that a second factor be taken away. They cannot do it: the person confirms by a mailed link and the password,
 * and then it takes three days in which whoever has the factor may stop it. @param asked.reason for the record
 */
export async function askSecondFactorReset(
  house: House,
  letters: Letters,
  actor: Actor,
  asked: { email: string; reason: string },
): Promise<ResetAsked> {
  const { world, ledger } = house
  return ledger.transact('ask-factor-reset', async (tx): Promise<ResetAsked> => {
    const standing = await standingOf(tx, actor)
    if (!can(standing, 'reset-second-factor', null)) return { kind: 'forbidden' }
    const email = asked.email.trim().toLowerCase()
    const user = await tx.selectFrom('users').select(['id', 'language']).where('email', '=', email).executeTakeFirst()
    if (!user || !(await hasFactor(tx, user.id))) return { kind: 'not-found' }
    const accounts = await accountsOf(tx, user.id)
    // Who gets into an office gets at everybody: there it takes somebody who manages its users.
    for (const { id, kind } of accounts)
      if (kind === 'office' && !can(standing, 'manage-users', id)) return { kind: 'forbidden' }
    const spent = await spendGuess(tx, [{ scope: 'link-address', subject: `factor:${user.id}` }], world.clock.now())
    if (spent) return { kind: 'too-many-requests', retryAt: spent.until }
    const by = actorName(actor)
    const id = await askFactorReset(tx, world, { user_id: user.id, asked_by: by, reason: asked.reason })
    const { language } = user
    const link = { email, language, user_id: user.id }
    const confirm = await makeLink(tx, house, { ...link, kind: 'factor-reset' })
    const stop = await makeLink(tx, house, { ...link, kind: 'factor-stop' })
    const params = { link: linkUrl(letters, confirm.token), stop: linkUrl(letters, stop.token) }
    const letter = { to: email, language, accountId: null, params, notAfter: confirm.expiresAt }
    await sendLetter(house, tx, letters, { told: 'factor-reset', ...letter })
    await note(house, tx, { actor: by, act: 'ask-factor-reset', userId: user.id, details: JSON.stringify({ id }) })
    return { kind: 'asked', expiresAt: confirm.expiresAt }
  })
}

/** Confirms by link and password; the waiting time begins. Wrong passwords leave the link as it is, and are counted. */
export async function confirmReset(
  house: House,
  letters: Letters,
  seen: Link,
  given: { token: string; password: string },
): Promise<ResetFollowed> {
  const { world, ledger, keys } = house
  const userId = seen.user_id ?? ''
  const tries = [{ scope: 'second-factor' as const, subject: `factor-reset:${userId}` }]
  const now = world.clock.now()
  const spent = await ledger.transact(
    'count-factor-reset',
    async (tx) => (await spentBudgets(tx, tries, now)) ?? (await spendGuess(tx, tries, now)),
  )
  if (spent) return { kind: 'too-many-requests', retryAt: spent.until }
  const user = await ledger.reads.selectFrom('users').selectAll().where('id', '=', userId).executeTakeFirst()
  const fits = await house.passwords.fits(given.password, user?.password_hash ?? null)
  if (!fits || !user) return { kind: 'wrong-login' }
  return ledger.transact('confirm-factor-reset', async (tx): Promise<ResetFollowed> => {
    const same = await tx
      .selectFrom('users')
      .select('id')
      .where('id', '=', userId)
      .where('password_hash', '=', user.password_hash)
      .executeTakeFirst()
    const link = same && (await takeLink(tx, keys, given.token, now))
    const dueAt = link && (await confirmFactorReset(tx, userId, now))
    if (!dueAt) return { kind: 'link-over' }
    const { email, language } = user
    const stop = await makeLink(tx, house, { kind: 'factor-stop', email, language, user_id: userId })
    const params = { stop: linkUrl(letters, stop.token), at: instantText(dueAt) }
    await sendLetter(house, tx, letters, { told: 'factor-waiting', to: email, language, accountId: null, params })
    await note(house, tx, { actor: `user:${userId}`, act: 'confirm-factor-reset', userId, details: '{}' })
    return { kind: 'used', email, ended: [] }
  })
}

/** Stops it by the link that each of the mails has. */
export async function stopReset(house: House, token: string): Promise<ResetFollowed> {
  return house.ledger.transact('stop-factor-reset', async (tx): Promise<ResetFollowed> => {
    const link = await takeLink(tx, house.keys, token, house.world.clock.now())
    if (!link) return { kind: 'link-over' }
    await stopFor(house, tx, link.user_id ?? '')
    return { kind: 'used', email: link.email, ended: [] }
  })
}

/** Stops what is open for a user, in the story's own transaction: they have shown that they have the factor, or chose a password by mail. */
export async function stopFor(house: House, tx: LedgerTx, userId: string): Promise<void> {
  if (!(await stopFactorResets(tx, userId))) return
  await note(house, tx, { actor: `user:${userId}`, act: 'stop-factor-reset', userId, details: '{}' })
}

/**
 * Takes the factor away at the first sign-in after the waiting time, in the story's own transaction, and every session with it.
 * @returns the sessions that ended; null: the factor is to be asked for
 */
export async function carryOutReset(house: House, tx: LedgerTx, userId: string): Promise<string[] | null> {
  const now = house.world.clock.now()
  if (!(await takeFactorReset(tx, userId, now))) return null
  await endFactor(tx, userId)
  await note(house, tx, { actor: `user:${userId}`, act: 'reset-second-factor', userId, details: '{}' })
  return endSessions(tx, userId, now)
}

type Noted = { actor: string; act: string; userId: string; details: string }

/** Each account of the user has it in its audit, so that each owner sees what staff did. */
async function note({ world }: House, tx: LedgerTx, { actor, act, userId, details }: Noted): Promise<void> {
  const subject = `user:${userId}`
  const accounts: { id: string | null }[] = await accountsOf(tx, userId)
  for (const { id } of accounts.length > 0 ? accounts : [{ id: null }])
    await record(tx, world, { actor, act, accountId: id, subject, details })
}

async function accountsOf(tx: LedgerTx, userId: string): Promise<{ id: string; kind: string }[]> {
  return tx
    .selectFrom('memberships')
    .innerJoin('accounts', 'accounts.id', 'memberships.account_id')
    .select(['accounts.id', 'accounts.kind'])
    .where('memberships.user_id', '=', userId)
    .orderBy('accounts.id')
    .execute()
}
