import { type Actor, actorName } from '../../accounts/actor.ts'
import { makeLink } from '../../accounts/link.ts'
import { spendGuess } from '../../codes/guesses.ts'
import { record } from '../../store/audit.ts'
import { accountPlaceOf, type NoAccountPlace } from '../account-place.ts'
import type { House } from '../house.ts'
import { isMailAddress } from '../mail/address.ts'
import { mailLanguage } from '../mail/language.ts'
import { type Letters, linkUrl, sendLetter } from '../users/letters.ts'

/** `expiresAt` in milliseconds since 1970. Nothing in it depends on whether the address is known. */
export type CustomerOutcome =
  | { kind: 'asked'; expiresAt: number }
  | { kind: NoAccountPlace | 'invalid-address' }
  | { kind: 'too-many-requests'; retryAt: number }

/** Whom a reseller wants to register. `accountId`: the reseller, where the actor may act for several. `country`: ISO 3166-1 alpha-2. `language`: of somebody who is not known yet; absent: the reseller's. */
export type NewCustomer = {
  accountId?: string
  email: string
  name: string
  accountName: string
  country: string
  language?: string | undefined
}

/** Asks somebody by mail to become the reseller's customer; they are one once they have said so (docs/decisions/0022). */
export async function registerCustomer(
  house: House,
  letters: Letters,
  actor: Actor,
  asked: NewCustomer,
): Promise<CustomerOutcome> {
  const { world, ledger } = house
  const { name, accountName: account_name, country } = asked
  const email = asked.email.trim().toLowerCase()
  return ledger.transact('register-customer', async (tx): Promise<CustomerOutcome> => {
    const place = await accountPlaceOf(tx, actor, asked.accountId, 'register-customer')
    if (typeof place === 'string') return { kind: place }
    const { accountId } = place
    const { kind, name: reseller } = await tx
      .selectFrom('accounts')
      .select(['kind', 'name'])
      .where('id', '=', accountId)
      .executeTakeFirstOrThrow()
    if (kind !== 'reseller') return { kind: 'which-account' }
    if (!isMailAddress(email)) return { kind: 'invalid-address' }
    const spent = await spendGuess(tx, [{ scope: 'link-source', subject: accountId }], world.clock.now())
    if (spent) return { kind: 'too-many-requests', retryAt: spent.until }
    const language = await mailLanguage(tx, { to: email, stated: asked.language, accountId })
    const link = { kind: 'customer' as const, email, language, account_id: accountId, name, account_name, country }
    const { id, token, expiresAt } = await makeLink(tx, house, link)
    const params = { link: linkUrl(letters, token), account: reseller }
    const letter = { told: 'customer' as const, to: email, language, accountId, params, notAfter: expiresAt }
    await sendLetter(house, tx, letters, letter)
    const subject = `mail-link:${id}`
    await record(tx, world, { actor: actorName(actor), act: 'register-customer', accountId, subject, details: '{}' })
    return { kind: 'asked', expiresAt }
  })
}
