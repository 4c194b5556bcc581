import { levelFits } from '../../accounts/account-kind.ts'
import { type Actor, actorName, type Level } from '../../accounts/actor.ts'
import { can } from '../../accounts/can.ts'
import { makeLink } from '../../accounts/link.ts'
import { standingOf } from '../../accounts/standing.ts'
import { spendGuess } from '../../codes/guesses.ts'
import { record } from '../../store/audit.ts'
import type { House } from '../house.ts'
import { isMailAddress } from '../mail/address.ts'
import { mailLanguage } from '../mail/language.ts'
import { type Letters, linkUrl, sendLetter } from './letters.ts'

/** `expiresAt` in milliseconds since 1970. */
export type InviteOutcome =
  | { kind: 'invited'; id: string; expiresAt: number }
  | { kind: 'forbidden' | 'not-found' | 'invalid-address' | 'level-does-not-fit' | 'member-already' }
  | { kind: 'too-many-requests'; retryAt: number }

/** Asks somebody by mail to become a user of an account; whether the address is known elsewhere is not told. @param asked.language of somebody who is not known yet; absent: the account's */
export async function invite(
  house: House,
  letters: Letters,
  actor: Actor,
  asked: { accountId: string; email: string; name: string; level: Level; language?: string | undefined },
): Promise<InviteOutcome> {
  const { world, ledger } = house
  const { accountId, level, name } = asked
  const email = asked.email.trim().toLowerCase()
  return ledger.transact('invite', async (tx): Promise<InviteOutcome> => {
    if (!can(await standingOf(tx, actor), 'manage-users', accountId)) return { kind: 'forbidden' }
    if (!isMailAddress(email)) return { kind: 'invalid-address' }
    const account = await tx
      .selectFrom('accounts')
      .select(['kind', 'name'])
      .where('id', '=', accountId)
      .executeTakeFirst()
    if (!account) return { kind: 'not-found' }
    if (!levelFits(account.kind, level)) return { kind: 'level-does-not-fit' }
    const member = await tx
      .selectFrom('memberships')
      .innerJoin('users', 'users.id', 'memberships.user_id')
      .select('users.id')
      .where('memberships.account_id', '=', accountId)
      .where('users.email', '=', email)
      .executeTakeFirst()
    if (member) return { kind: 'member-already' }
    const spent = await spendGuess(tx, [{ scope: 'link-source', subject: accountId }], world.clock.now())
    if (spent) return { kind: 'too-many-requests', retryAt: spent.until }
    const language = await mailLanguage(tx, { to: email, stated: asked.language, accountId })
    const made = await makeLink(tx, house, { kind: 'invite', email, language, account_id: accountId, level, name })
    const params = { link: linkUrl(letters, made.token), account: account.name, level }
    await sendLetter(house, tx, letters, {
      told: 'invite',
      to: email,
      language,
      accountId,
      params,
      notAfter: made.expiresAt,
    })
    const subject = `mail-link:${made.id}`
    const details = JSON.stringify({ level })
    await record(tx, world, { actor: actorName(actor), act: 'invite-user', accountId, subject, details })
    return { kind: 'invited', id: made.id, expiresAt: made.expiresAt }
  })
}
