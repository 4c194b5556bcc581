import { type Actor, actorName } from '../../accounts/actor.ts'
import { can } from '../../accounts/can.ts'
import {
  answersOf,
  type Contact,
  type ContactAnswer,
  type ContactState,
  closeContact,
  contactOf,
  contactsOf,
  keepAnswer,
} from '../../accounts/contacts.ts'
import { standingOf } from '../../accounts/standing.ts'
import { record } from '../../store/audit.ts'
import { RunAgain } from '../../store/errors.ts'
import { recall, remember } from '../../store/idempotency.ts'
import { requestHash } from '../guesser.ts'
import type { House } from '../house.ts'
import type { LedgerReads, LedgerTx } from '../tables.ts'
import type { Letters } from '../users/letters.ts'
import { answerByMail, eraseWhole } from './letters.ts'

/** What staff do with a message comes to; `contact-over`: it is closed or erased; `key-reused`: by another answer than the one that had the key. */
export type AttendOutcome = 'done' | 'forbidden' | 'not-found' | 'contact-over' | 'key-reused'

/** Messages by the contact form, newest first, for staff. */
export async function seeContacts(
  { ledger, keys }: House,
  actor: Actor,
  page: { before?: string; limit: number; state?: ContactState },
): Promise<Contact[] | 'forbidden'> {
  if (!(await mayAttend(ledger.reads, actor))) return 'forbidden'
  return contactsOf(ledger.reads, keys, page)
}

/** One message with its answers, for staff. */
export async function seeContact(
  { ledger, keys }: House,
  actor: Actor,
  id: string,
): Promise<{ contact: Contact; answers: ContactAnswer[] } | 'forbidden' | 'not-found'> {
  if (!(await mayAttend(ledger.reads, actor))) return 'forbidden'
  const contact = await contactOf(ledger.reads, keys, id)
  return contact ? { contact, answers: await answersOf(ledger.reads, keys, id) } : 'not-found'
}

/**
 * Answers a message by mail, in the sender's language but for the words themselves, and closes it where that is wished.
 * @param made.idempotencyKey the same for every sending of one answer: one mail leaves
 */
export async function answerContact(
  house: House,
  letters: Letters,
  actor: Actor,
  made: { id: string; text: string; close: boolean; idempotencyKey: string },
): Promise<AttendOutcome> {
  const { id, text, close, idempotencyKey: key } = made
  const once = { key, hash: requestHash(house.keys, 'answer-contact', id, text, String(close)) }
  return attend(house, { name: 'answer-contact', actor, id, once }, async (tx, contact) => {
    const { words, withdrawal } = contact
    if (words === null || withdrawal === null) return false
    const answerId = await keepAnswer(tx, house, { contactId: id, text, actor: actorName(actor) })
    if (answerId === null) return false
    const about = { ...contact, email: words.email, withdrawal }
    await answerByMail(house, tx, letters, about, { answerId, text, message: words.message })
    return !close || closeContact(tx, id, house.world.clock.now())
  })
}

/** Closes a message: it is erased by itself when its term is over. */
export function endContact(house: House, actor: Actor, id: string): Promise<AttendOutcome> {
  return attend(house, { name: 'close-contact', actor, id }, (tx) => closeContact(tx, id, house.world.clock.now()))
}

/** Erases a message for somebody who asks for it in another way than by the link. */
export function eraseContact(house: House, actor: Actor, id: string): Promise<AttendOutcome> {
  return attend(
    house,
    { name: 'erase-contact', actor, id },
    async (tx) => (await eraseWhole(house, tx, [id], 'staff')).length > 0,
  )
}

/** What staff want done with a message; `once`: by this key and hash of the request it is known when it comes again. */
type Attending = { name: string; actor: Actor; id: string; once?: { key: string; hash: Uint8Array } }

/** Right, message, act, audit; one transaction. @param act false: it cannot be done to a message in this state */
async function attend(
  { ledger, keys, world }: House,
  { name, actor, id, once }: Attending,
  act: (tx: LedgerTx, contact: Contact) => Promise<boolean>,
): Promise<AttendOutcome> {
  return ledger.transact(name, async (tx): Promise<AttendOutcome> => {
    if (!(await mayAttend(tx, actor))) return 'forbidden'
    const owner = actorName(actor)
    const before = once && (await recall(tx, owner, once.key, once.hash))
    if (before?.kind === 'other-body') return 'key-reused'
    if (before?.kind === 'same') return 'done'
    const contact = await contactOf(tx, keys, id)
    if (!contact) return 'not-found'
    if (!(await act(tx, contact))) {
      // PostgreSQL shows what another sending of the same answer did as soon as it is committed, its closing too.
      if (once && (await recall(tx, owner, once.key, once.hash)).kind !== 'none')
        throw new RunAgain('the same answer was given meanwhile')
      return 'contact-over'
    }
    const { accountId } = contact
    await record(tx, world, { actor: owner, act: name, accountId, subject: `contact:${id}`, details: '{}' })
    if (once) await remember(tx, owner, once.key, once.hash, '"done"', world.clock.now())
    return 'done'
  })
}

async function mayAttend(reads: LedgerReads, actor: Actor): Promise<boolean> {
  return can(await standingOf(reads, actor), 'attend-contacts', null)
}
