import { type Contact, type Erasure, eraseContacts } from '../../accounts/contacts.ts'
import type { House } from '../house.ts'
import { queueMail } from '../mail/queue-mail.ts'
import type { LedgerTx } from '../tables.ts'
import type { Letters } from '../users/letters.ts'

/** By this a mail is found again. @param part `received`, or the id of an answer */
const onceOf = (contactId: string, part: string): string => `contact:${contactId}:${part}`

/** To whom, and about which message. */
type About = Pick<Contact, 'id' | 'accountId' | 'subject' | 'language'> & { email: string; withdrawal: string }

/**
 * Tells a sender that the message has arrived. Nothing that they wrote stands in it, nor their name: anybody may state anybody's address, and we are not to be the way by
 * which a stranger's words come to it.
 */
export async function confirmByMail(house: House, tx: LedgerTx, letters: Letters, about: About): Promise<void> {
  await mail(house, tx, letters, about, { told: 'received', once: 'received', params: {} })
}

/** Sends an answer, in the frame of the sender's language and above what they wrote, which staff have read by then. */
export async function answerByMail(
  house: House,
  tx: LedgerTx,
  letters: Letters,
  about: About,
  { answerId, text, message }: { answerId: string; text: string; message: string },
): Promise<void> {
  const quoted = message
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n')
  await mail(house, tx, letters, about, { told: 'answer', once: answerId, params: { answer: text, quoted } })
}

/** Erases messages with their answers and every mail about them, sent or waiting. @returns those that were there still */
export async function eraseWhole(
  { world }: House,
  tx: LedgerTx,
  ids: readonly string[],
  by: Erasure,
): Promise<string[]> {
  if (ids.length === 0) return []
  const answers = await tx
    .selectFrom('contact_answers')
    .select(['id', 'contact_id'])
    .where('contact_id', 'in', [...ids])
    .execute()
  const mails = [
    ...ids.map((id) => onceOf(id, 'received')),
    ...answers.map((answer) => onceOf(answer.contact_id, answer.id)),
  ]
  await tx.deleteFrom('mails').where('once', 'in', mails).execute()
  return eraseContacts(tx, ids, by, world.clock.now())
}

async function mail(
  house: House,
  tx: LedgerTx,
  { texts, publicUrl }: Letters,
  { id, accountId, subject, language, email, withdrawal }: About,
  { told, once, params }: { told: 'received' | 'answer'; once: string; params: Record<string, string> },
): Promise<void> {
  const all = {
    ...params,
    subject: texts.text(language, `contact.subject.${subject}`),
    link: `${publicUrl()}/#/contact/withdraw/${withdrawal}`,
    form: `${publicUrl()}/#/contact`,
  }
  await queueMail(house, tx, {
    accountId,
    to: email,
    subject: texts.text(language, `contact.letter.${told}.subject`, all),
    text: texts.text(language, `contact.letter.${told}.text`, all),
    kind: `contact-${told}`,
    once: onceOf(id, once),
  })
}
