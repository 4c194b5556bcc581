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
import type { House } from '../house.ts'
import type { LedgerReads, LedgerTx } from '../tables.ts'
import type { Letters } from '../users/letters.ts'
import { answerByMail, eraseWhole } from './letters.ts'

/** What staff do with a message comes to; `contact-over`: it is closed or erased. */
export type AttendOutcome = 'done' | 'forbidden' | 'not-found' | 'contact-over'

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

/** Answers a message by mail, in the sender's language but for the words themselves, and closes it where that is wished. */
export async function answerContact(
  house: House,
  letters: Letters,
  actor: Actor,
  { id, text, close }: { id: string; text: string; close: boolean },
): Promise<AttendOutcome> {
  return attend(house, 'answer-contact', actor, id, async (tx, contact) => {
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
  return attend(house, 'close-contact', actor, id, (tx) => closeContact(tx, id, house.world.clock.now()))
}

/** Erases a message for somebody who asks for it in another way than by the link. */
export function eraseContact(house: House, actor: Actor, id: string): Promise<AttendOutcome> {
  return attend(
    house,
    'erase-contact',
    actor,
    id,
    async (tx) => (await eraseWhole(house, tx, [id], 'staff')).length > 0,
  )
}

/** Right, message, act, audit; one transaction. @param act false: it cannot be done to a message in this state */
async function attend(
  { ledger, keys, world }: House,
  name: string,
  actor: Actor,
  id: string,
  act: (tx: LedgerTx, contact: Contact) => Promise<boolean>,
): Promise<AttendOutcome> {
  return ledger.transact(name, async (tx): Promise<AttendOutcome> => {
    if (!(await mayAttend(tx, actor))) return 'forbidden'
    const contact = await contactOf(tx, keys, id)
    if (!contact) return 'not-found'
    if (!(await act(tx, contact))) return 'contact-over'
    const { accountId } = contact
    await record(tx, world, { actor: actorName(actor), act: name, accountId, subject: `contact:${id}`, details: '{}' })
    return 'done'
  })
}

async function mayAttend(reads: LedgerReads, actor: Actor): Promise<boolean> {
  return can(await standingOf(reads, actor), 'attend-contacts', null)
}
