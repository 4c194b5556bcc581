import { newId } from '../../std/ids.ts'
import { seal, unseal } from '../../store/sealed.ts'
import type { House } from '../house.ts'
import type { LedgerReads, LedgerTx } from '../tables.ts'
import { isMailAddress } from './address.ts'
import type { MailTables } from './schema.ts'
import type { MailAttachment, OutgoingMail } from './transport.ts'

const DAY_MS = 86_400_000
/** A server that is away for a weekend and a day is back by then. */
const USEFUL_MS = 4 * DAY_MS
export const MAIL_LIMITS = {
  subjectCharacters_max: 200,
  textCharacters_max: 100_000,
  attachments_max: 10,
  /** Of all files of a mail together; servers take 10 MB and more, and base64 adds a third. */
  attachmentBytes_max: 5_000_000,
} as const

/** A mail to be sent. Instants in milliseconds since 1970. */
export type NewMail = {
  /** Whose it is; null: nobody's account. */
  accountId: string | null
  /** One address, e.g. `anna@example.org`. */
  to: string
  /** One line. */
  subject: string
  text: string
  html?: string
  attachments?: readonly MailAttachment[]
  /** What it is for, a stable name such as `invoice` or `password-reset`. */
  kind: string
  /** Two mails with the same one are the same mail: the second is not sent, e.g. `invoice:<id>`. */
  once?: string
  /** Never sent after this; absent: four days from now. */
  notAfter?: number
}

/**
 * Puts a mail into the outbox, in the story's own transaction; it leaves after the commit. Everything in it is encrypted: it is somebody's.
 * @returns its id; null: a mail with the same `once` was put before
 * @throws RangeError what no server would take: a fault of the caller, who has judged the address before
 */
export async function queueMail(
  { world, keys }: Pick<House, 'world' | 'keys'>,
  tx: LedgerTx,
  mail: NewMail,
): Promise<string | null> {
  const { accountId, to, subject, text, html, attachments = [], kind, once } = mail
  judge(mail)
  const id = newId(world.clock, world.random)
  const key = keys.current('mail-text')
  const now = world.clock.now()
  const sealed = (part: string, plain: Uint8Array) => seal(key.bytes, contextOf(id, part), plain, world.random)
  const put = await tx
    .insertInto('mails')
    .values({
      id,
      account_id: accountId,
      kind,
      once: once ?? null,
      sealed: sealed('words', Buffer.from(JSON.stringify({ to, subject, text, html }))),
      seal_key_id: key.id,
      state: 'queued',
      attempts: 0,
      due_at: now,
      not_after: mail.notAfter ?? now + USEFUL_MS,
      created_at: now,
    })
    .onConflict((clash) => clash.column('once').doNothing())
    .returning('id')
    .execute()
  if (put.length === 0) return null
  for (const [part, file] of attachments.entries())
    await tx
      .insertInto('mail_attachments')
      .values({ mail_id: id, part, sealed: sealed(`file:${part}`, packed(file)), bytes: file.bytes.length })
      .execute()
  return id
}

/** Address, subject and texts of a mail in clear; null once they have been erased. @throws Error when they cannot be read */
export function openWords(
  { keys }: Pick<House, 'keys'>,
  { id, sealed, seal_key_id }: Pick<MailTables['mails'], 'id' | 'sealed' | 'seal_key_id'>,
): Pick<OutgoingMail, 'to' | 'subject' | 'text' | 'html'> | null {
  if (sealed === null) return null
  const plain = unseal(keys.byId(seal_key_id).bytes, contextOf(id, 'words'), sealed)
  return JSON.parse(Buffer.from(plain).toString('utf8'))
}

/** The files of a mail. @throws Error when they cannot be read */
export async function openAttachments(
  { keys }: Pick<House, 'keys'>,
  reads: LedgerReads,
  { id, seal_key_id }: Pick<MailTables['mails'], 'id' | 'seal_key_id'>,
): Promise<MailAttachment[]> {
  const rows = await reads
    .selectFrom('mail_attachments')
    .select(['part', 'sealed'])
    .where('mail_id', '=', id)
    .orderBy('part')
    .execute()
  const key = keys.byId(seal_key_id).bytes
  return rows.map(({ part, sealed }) => unpacked(unseal(key, contextOf(id, `file:${part}`), sealed)))
}

function judge({ to, subject, text, html = '', attachments = [] }: NewMail): void {
  if (!isMailAddress(to)) throw new RangeError('not an address of e-mail')
  if (subject === '' || subject.length > MAIL_LIMITS.subjectCharacters_max || /\p{Cc}/u.test(subject))
    throw new RangeError('no subject of a mail')
  if (text === '' || text.length + html.length > MAIL_LIMITS.textCharacters_max)
    throw new RangeError('no text of a mail')
  const bytes = attachments.reduce((sum, file) => sum + file.bytes.length, 0)
  if (attachments.length > MAIL_LIMITS.attachments_max || bytes > MAIL_LIMITS.attachmentBytes_max)
    throw new RangeError('too many files for a mail')
  if (attachments.some(({ name, type }) => !/^[\w. -]{1,100}$/.test(name) || !/^[\w.+-]+\/[\w.+-]+$/.test(type)))
    throw new RangeError('no name or type of a file')
}

/** A line of JSON, then the bytes as they are. */
function packed({ name, type, bytes }: MailAttachment): Uint8Array {
  return Buffer.concat([Buffer.from(`${JSON.stringify({ name, type })}\n`), bytes])
}

function unpacked(plain: Uint8Array): MailAttachment {
  const end = plain.indexOf(10)
  const { name, type } = JSON.parse(Buffer.from(plain.subarray(0, end)).toString('utf8'))
  return { name, type, bytes: plain.subarray(end + 1) }
}

function contextOf(id: string, part: string): string {
  return `mail:${id}:${part}`
}
