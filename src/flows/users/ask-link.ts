import { makeLink } from '../../accounts/link.ts'
import { spendGuess, spentBudgets } from '../../codes/guesses.ts'
import { hmacSha256 } from '../../std/hmac.ts'
import { record } from '../../store/audit.ts'
import { networkSubject } from '../guesser.ts'
import type { House } from '../house.ts'
import { isMailAddress } from '../mail/address.ts'
import type { LedgerTx } from '../tables.ts'
import { type Letters, linkUrl, sendLetter, toldOf } from './letters.ts'

/** Nothing in it depends on whether the address is known. */
export type LinkAsked = { kind: 'asked' } | { kind: 'invalid-address' } | { kind: 'too-many-requests'; retryAt: number }

/** Who wants an account of their own. `country`: ISO 3166-1 alpha-2. */
export type Newcomer = { email: string; name: string; accountName: string; country: string; language: string }

/** Asks for an account of one's own: a link by mail makes it. An address that has one already is told so, by mail as well. */
export async function askRegistration(
  house: House,
  letters: Letters,
  asked: Newcomer & { source: string },
): Promise<LinkAsked> {
  const { name, accountName, country, language } = asked
  return askLink(house, letters, asked, (known) => ({
    kind: known?.member ? 'none' : 'register',
    name,
    account_name: accountName,
    country,
    language: known?.language ?? language,
  }))
}

/** Asks for a new password by a link in a mail, good for half an hour. An unknown address is told by mail that nobody has it here. */
export async function askReset(
  house: House,
  letters: Letters,
  asked: { email: string; language: string; source: string },
): Promise<LinkAsked> {
  return askLink(house, letters, asked, (known) => ({
    kind: known ? 'reset' : 'none',
    language: known?.language ?? asked.language,
  }))
}

type Known = { id: string; language: string; member: boolean }
type Wanted = {
  kind: 'register' | 'reset' | 'none'
  language: string
  name?: string
  account_name?: string
  country?: string
}

/**
 * Known or not, the same rows are read and written and one mail is sent, so that neither the answer nor its time tells one from the other: an address that is of no use here
 * gets a link that does nothing, which stands in no mail.
 */
async function askLink(
  house: House,
  letters: Letters,
  asked: { email: string; source: string },
  want: (known: Known | null) => Wanted,
): Promise<LinkAsked> {
  const { world, keys, ledger } = house
  const email = asked.email.trim().toLowerCase()
  if (!isMailAddress(email)) return { kind: 'invalid-address' }
  const address = hmacSha256(keys.current('subject-hash').bytes).update(`mail-link\0${email}`).digest('base64url')
  const senders = [
    { scope: 'link-address' as const, subject: address },
    { scope: 'link-source' as const, subject: networkSubject(keys, asked.source) },
  ]
  return ledger.transact('ask-link', async (tx): Promise<LinkAsked> => {
    const now = world.clock.now()
    const spent = (await spentBudgets(tx, senders, now)) ?? (await spendGuess(tx, senders, now))
    if (spent) return { kind: 'too-many-requests', retryAt: spent.until }
    const known = await knownOf(tx, email)
    const wanted = want(known)
    const made = await makeLink(tx, house, { ...wanted, email, user_id: known?.id ?? null })
    const told = toldOf(wanted.kind, known !== null)
    const params = { link: linkUrl(letters, made.token), name: wanted.name ?? '' }
    const letter = { told, to: email, language: wanted.language, accountId: null, params, notAfter: made.expiresAt }
    await sendLetter(house, tx, letters, letter)
    const subject = `mail-link:${made.id}`
    await record(tx, world, { actor: 'anybody', act: 'ask-link', accountId: null, subject, details: '{}' })
    return { kind: 'asked' }
  })
}

async function knownOf(tx: LedgerTx, email: string): Promise<Known | null> {
  const user = await tx.selectFrom('users').select(['id', 'language']).where('email', '=', email).executeTakeFirst()
  const member = await tx
    .selectFrom('memberships')
    .select('user_id')
    .where('user_id', '=', user?.id ?? '')
    .limit(1)
    .executeTakeFirst()
  return user ? { ...user, member: member !== undefined } : null
}
