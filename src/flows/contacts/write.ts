import { type Actor, actorName } from '../../accounts/actor.ts'
import {
  CONTACT_CONSENT,
  type ContactSubject,
  type ContactWords,
  contactOfWord,
  keepContact,
} from '../../accounts/contacts.ts'
import { standingOf } from '../../accounts/standing.ts'
import { spendGuess, spentBudgets } from '../../codes/guesses.ts'
import { hmacSha256 } from '../../std/hmac.ts'
import { record } from '../../store/audit.ts'
import { networkSubject } from '../guesser.ts'
import type { House } from '../house.ts'
import { isMailAddress } from '../mail/address.ts'
import type { LedgerTx } from '../tables.ts'
import type { Letters } from '../users/letters.ts'
import { confirmByMail, eraseWhole } from './letters.ts'

/** What somebody writes by the contact form. `consent`: the wording that they were shown. */
export type Written = {
  actor: Actor | null
  source: string
  words: ContactWords
  subject: ContactSubject
  language: string
  consent: string
  /** What only a program fills in: it stands in a field that nobody sees. */
  trap: string
}

/** What writing comes to; `document-changed`: another wording is in force than the one that was shown. `retryAt` in milliseconds since 1970. */
export type WriteOutcome =
  | { kind: 'received' | 'invalid-address' | 'document-changed' }
  | { kind: 'too-many-requests'; retryAt: number }

/**
 * Takes a message from anybody, with their consent to its being read and answered; five an hour from one network, three to one address. Its sender gets a mail with a link that
 * withdraws the consent. Whoever is signed in writes for their account. What fell into the trap is thanked for and forgotten.
 */
export async function writeContact(house: House, letters: Letters, written: Written): Promise<WriteOutcome> {
  const { ledger, world, keys } = house
  const { actor, words, subject, language, consent } = written
  const email = words.email.trim().toLowerCase()
  if (!isMailAddress(email)) return { kind: 'invalid-address' }
  if (consent !== CONTACT_CONSENT) return { kind: 'document-changed' }
  const address = hmacSha256(keys.current('subject-hash').bytes).update(`contact\0${email}`).digest('base64url')
  const senders = [
    { scope: 'contact-source' as const, subject: networkSubject(keys, written.source) },
    { scope: 'contact-address' as const, subject: address },
  ]
  return ledger.transact('write-contact', async (tx): Promise<WriteOutcome> => {
    const now = world.clock.now()
    const spent = (await spentBudgets(tx, senders, now)) ?? (await spendGuess(tx, senders, now))
    if (spent) return { kind: 'too-many-requests', retryAt: spent.until }
    if (written.trap !== '') return { kind: 'received' }
    const accountId = await accountOf(tx, actor)
    const kept = await keepContact(tx, house, { accountId, words: { ...words, email }, subject, language, consent })
    await confirmByMail(house, tx, letters, { ...kept, accountId, subject, language, email })
    await record(tx, world, {
      actor: actor ? actorName(actor) : 'anybody',
      act: 'write-contact',
      accountId,
      subject: `contact:${kept.id}`,
      details: JSON.stringify({ consent, language }),
    })
    return { kind: 'received' }
  })
}

/** Withdraws the consent by the word of the link, once: message, answers and mails about them are erased. */
export async function withdrawContact(house: House, word: string): Promise<'erased' | 'link-over'> {
  const { ledger, world, keys } = house
  return ledger.transact('withdraw-contact', async (tx) => {
    const contact = await contactOfWord(tx, keys, word)
    if (!contact || (await eraseWhole(house, tx, [contact.id], 'withdrawn')).length === 0) return 'link-over'
    const subject = `contact:${contact.id}`
    const accountId = contact.account_id
    await record(tx, world, { actor: 'anybody', act: 'withdraw-contact', accountId, subject, details: '{}' })
    return 'erased'
  })
}

/** The account that somebody writes for: the only one, or else the oldest. */
async function accountOf(tx: LedgerTx, actor: Actor | null): Promise<string | null> {
  if (actor?.kind !== 'user') return null
  const { memberships } = await standingOf(tx, actor)
  return memberships.map(({ accountId }) => accountId).toSorted()[0] ?? null
}
