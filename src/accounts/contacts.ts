import { hmacSha256 } from '../std/hmac.ts'
import { newId } from '../std/ids.ts'
import type { World } from '../std/world.ts'
import type { Key, Keyring } from '../store/keyring.ts'
import { seal, unseal } from '../store/sealed.ts'
import type { Reads, Tx } from '../store/store.ts'
import type { ContactTables } from './contact-schema.ts'

/** The wording of the consent that the form asks for (`contact.consent` in the texts); kept with each message. Another wording is another name, and another term too. */
export const CONTACT_CONSENT = 'contact-2026-3'
/** What a message may be about; `privacy`: what is kept of somebody. */
export const CONTACT_SUBJECTS = ['device', 'code', 'order', 'invoice', 'account', 'privacy', 'other'] as const
export type ContactSubject = (typeof CONTACT_SUBJECTS)[number]
export type ContactState = 'open' | 'answered' | 'closed' | 'erased'
/** Why a message is no more. */
export type Erasure = 'withdrawn' | 'staff' | 'term'

/** What a sender states; empty: not stated. */
export type ContactWords = {
  name: string
  email: string
  phone: string
  device: string
  order: string
  message: string
}

/** A message as it is kept; `words` is null once it has been erased. Instants in milliseconds since 1970. */
export type Contact = {
  id: string
  accountId: string | null
  words: ContactWords | null
  /** The word of the link that withdraws the consent. */
  withdrawal: string | null
  subject: ContactSubject
  language: string
  consent: string
  consentAt: number
  state: ContactState
  answeredAt: number | null
  closedAt: number | null
  erasedAt: number | null
  erasedBy: Erasure | null
}

/** An answer in clear. `actor`: as the audit names them. */
export type ContactAnswer = { id: string; text: string; actor: string; at: number }

type Row = ContactTables['contacts']
type Ground = { world: World; keys: Keyring }
type Sealed = ContactWords & { withdrawal: string }

/** Keeps a message with its consent. @returns its id, and the word of the link that withdraws: 256 random bits, in clear nowhere but in mails to the sender */
export async function keepContact(
  tx: Tx<ContactTables>,
  { world, keys }: Ground,
  made: { accountId: string | null; words: ContactWords; subject: ContactSubject; language: string; consent: string },
): Promise<{ id: string; withdrawal: string }> {
  const id = newId(world.clock, world.random)
  const withdrawal = Buffer.from(world.random.bytes(32)).toString('base64url')
  const key = keys.current('mail-text')
  const hashKey = keys.current('session-hash')
  const sealed: Sealed = { ...made.words, withdrawal }
  await tx
    .insertInto('contacts')
    .values({
      id,
      account_id: made.accountId,
      sealed: seal(key.bytes, `contact:${id}`, Buffer.from(JSON.stringify(sealed)), world.random),
      seal_key_id: key.id,
      withdraw_hash: wordHash(hashKey, withdrawal),
      hash_key_id: hashKey.id,
      subject: made.subject,
      language: made.language,
      consent: made.consent,
      consent_at: world.clock.now(),
      state: 'open',
    })
    .execute()
  return { id, withdrawal }
}

/** Keeps an answer; a message that is closed or erased takes none. The condition on its state is the lock. @returns the answer's id; null: it takes none */
export async function keepAnswer(
  tx: Tx<ContactTables>,
  { world, keys }: Ground,
  made: { contactId: string; text: string; actor: string },
): Promise<string | null> {
  const at = world.clock.now()
  const taken = await tx
    .updateTable('contacts')
    .set({ state: 'answered', answered_at: at })
    .where('id', '=', made.contactId)
    .where('state', 'in', ['open', 'answered'])
    .returning('id')
    .execute()
  if (taken.length === 0) return null
  const id = newId(world.clock, world.random)
  const key = keys.current('mail-text')
  const sealed = seal(key.bytes, `contact-answer:${id}`, Buffer.from(made.text), world.random)
  await tx
    .insertInto('contact_answers')
    .values({ id, contact_id: made.contactId, sealed, seal_key_id: key.id, actor: made.actor, at })
    .execute()
  return id
}

/** Closes a message: from then on its term runs. False: it is closed or erased already. */
export async function closeContact(tx: Tx<ContactTables>, id: string, now: number): Promise<boolean> {
  const closed = await tx
    .updateTable('contacts')
    .set({ state: 'closed', closed_at: now })
    .where('id', '=', id)
    .where('state', 'in', ['open', 'answered'])
    .returning('id')
    .execute()
  return closed.length > 0
}

/** Erases messages with their answers; that there were some, with which consent, and why they went, stays. @returns those that were there still */
export async function eraseContacts(
  tx: Tx<ContactTables>,
  ids: readonly string[],
  by: Erasure,
  now: number,
): Promise<string[]> {
  if (ids.length === 0) return []
  await tx
    .deleteFrom('contact_answers')
    .where('contact_id', 'in', [...ids])
    .execute()
  const nothing = { sealed: null, withdraw_hash: null, account_id: null }
  const erased = await tx
    .updateTable('contacts')
    .set({ ...nothing, state: 'erased', erased_at: now, erased_by: by })
    .where('id', 'in', [...ids])
    .where('state', '!=', 'erased')
    .returning('id')
    .execute()
  return erased.map(({ id }) => id)
}

/** The message whose consent the word of a link withdraws; undefined: it was used, or never given. */
export function contactOfWord(
  reads: Reads<ContactTables>,
  keys: Keyring,
  word: string,
): Promise<Pick<Row, 'id' | 'account_id'> | undefined> {
  return reads
    .selectFrom('contacts')
    .select(['id', 'account_id'])
    .where(
      'withdraw_hash',
      'in',
      keys.all('session-hash').map((key) => wordHash(key, word)),
    )
    .executeTakeFirst()
}

/** One message; undefined: there is none. */
export async function contactOf(reads: Reads<ContactTables>, keys: Keyring, id: string): Promise<Contact | undefined> {
  const row = await reads.selectFrom('contacts').selectAll().where('id', '=', id).executeTakeFirst()
  return row && seen(keys, row)
}

/** Messages, newest first. @param page.before an id: those written earlier */
export async function contactsOf(
  reads: Reads<ContactTables>,
  keys: Keyring,
  page: { before?: string; limit: number; state?: ContactState },
): Promise<Contact[]> {
  let query = reads.selectFrom('contacts').selectAll().orderBy('id', 'desc').limit(page.limit)
  if (page.before !== undefined) query = query.where('id', '<', page.before)
  if (page.state !== undefined) query = query.where('state', '=', page.state)
  return (await query.execute()).map((row) => seen(keys, row))
}

/** The answers to a message, in the order in which they were given. */
export async function answersOf(reads: Reads<ContactTables>, keys: Keyring, id: string): Promise<ContactAnswer[]> {
  const rows = await reads
    .selectFrom('contact_answers')
    .selectAll()
    .where('contact_id', '=', id)
    .orderBy('id')
    .limit(100)
    .execute()
  return rows.map((row) => ({ id: row.id, text: openAnswer(keys, row), actor: row.actor, at: row.at }))
}

/** What a sender stated, in clear; null once it has been erased. @throws Error when it cannot be read */
export function openContact(
  keys: Keyring,
  { id, sealed, seal_key_id }: Pick<Row, 'id' | 'sealed' | 'seal_key_id'>,
): Sealed | null {
  if (sealed === null) return null
  return JSON.parse(Buffer.from(unseal(keys.byId(seal_key_id).bytes, `contact:${id}`, sealed)).toString('utf8'))
}

/** An answer's words. @throws Error when they cannot be read */
export function openAnswer(
  keys: Keyring,
  { id, sealed, seal_key_id }: Pick<ContactTables['contact_answers'], 'id' | 'sealed' | 'seal_key_id'>,
): string {
  const plain = unseal(keys.byId(seal_key_id).bytes, `contact-answer:${id}`, sealed)
  return Buffer.from(plain).toString('utf8')
}

function seen(keys: Keyring, row: Row): Contact {
  const opened = openContact(keys, row)
  const { withdrawal = null, ...words } = opened ?? {}
  return {
    id: row.id,
    accountId: row.account_id,
    words: opened && (words as ContactWords),
    withdrawal,
    subject: row.subject as ContactSubject,
    language: row.language,
    consent: row.consent,
    consentAt: row.consent_at,
    state: row.state as ContactState,
    answeredAt: row.answered_at,
    closedAt: row.closed_at,
    erasedAt: row.erased_at,
    erasedBy: row.erased_by as Erasure | null,
  }
}

function wordHash({ bytes }: Pick<Key, 'bytes'>, word: string): Uint8Array {
  return hmacSha256(bytes).update('koppel/v1/contact-withdrawal\0').update(word).digest()
}
