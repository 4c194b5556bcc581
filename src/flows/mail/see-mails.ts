import type { Actor } from '../../accounts/actor.ts'
import { reach } from '../../accounts/can.ts'
import { standingOf } from '../../accounts/standing.ts'
import type { House } from '../house.ts'
import type { LedgerReads } from '../tables.ts'
import type { MailState } from './claim-mails.ts'
import { openAttachments, openWords } from './queue-mail.ts'
import type { MailTables } from './schema.ts'
import type { MailAttachment } from './transport.ts'

/** A mail as staff see it; instants in milliseconds since 1970. Address and subject are null once they have been erased. */
export type SeenMail = {
  id: string
  accountId: string | null
  kind: string
  to: string | null
  subject: string | null
  at: number
  state: MailState
  attempts: number
  transport: string | null
  reason: string | null
  settledAt: number | null
  /** When it is tried again; null: nothing more will be done. */
  dueAt: number | null
}

/** The words are in it only where no server is configured: elsewhere a link in a mail is its receiver's alone. */
export type SeenMailWhole = SeenMail & { text: string | null; files: { name: string; type: string; bytes: number }[] }

const SHOWN = 50
const PAGE_MAX = 200
const COUNTED_MAX = 1_000

/** Mails, newest first, 50 where nothing else is said; `before` is the id behind which to go on. For staff who send. */
export async function seeMails(
  house: House,
  actor: Actor,
  page: { before?: string; limit?: number; state?: MailState } = {},
): Promise<SeenMail[] | 'forbidden'> {
  const { ledger } = house
  if (reach(await standingOf(ledger.reads, actor), 'see-mail') !== 'all') return 'forbidden'
  let query = ledger.reads
    .selectFrom('mails')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(Math.min(page.limit ?? SHOWN, PAGE_MAX))
  if (page.before !== undefined) query = query.where('id', '<', page.before)
  if (page.state !== undefined) query = query.where('state', '=', page.state)
  return (await query.execute()).map((row) => seen(house, row))
}

/** One mail; null when there is none. @param clear whether its words are shown */
export async function seeMail(
  house: House,
  actor: Actor,
  id: string,
  clear: boolean,
): Promise<SeenMailWhole | 'forbidden' | null> {
  const { ledger } = house
  if (reach(await standingOf(ledger.reads, actor), 'see-mail') !== 'all') return 'forbidden'
  const row = await ledger.reads.selectFrom('mails').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) return null
  const files = (await openAttachments(house, ledger.reads, row)).map(({ name, type, bytes }) => {
    return { name, type, bytes: bytes.length }
  })
  return { ...seen(house, row), text: clear ? (openWords(house, row)?.text ?? null) : null, files }
}

/** One file of a mail, where the words may be seen too; null when there is none. @param part from 0 */
export async function seeMailFile(
  house: House,
  actor: Actor,
  id: string,
  part: number,
): Promise<MailAttachment | 'forbidden' | null> {
  const { ledger } = house
  if (reach(await standingOf(ledger.reads, actor), 'see-mail') !== 'all') return 'forbidden'
  const row = await ledger.reads.selectFrom('mails').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? ((await openAttachments(house, ledger.reads, row))[part] ?? null) : null
}

/** How many mails are to be sent still; at most 1,000 are counted. */
export async function mailsWaiting(reads: LedgerReads): Promise<number> {
  const rows = await reads.selectFrom('mails').select('id').where('due_at', 'is not', null).limit(COUNTED_MAX).execute()
  return rows.length
}

function seen(house: House, row: MailTables['mails']): SeenMail {
  const words = openWords(house, row)
  return {
    id: row.id,
    accountId: row.account_id,
    kind: row.kind,
    to: words?.to ?? null,
    subject: words?.subject ?? null,
    at: row.created_at,
    state: row.state as MailState,
    attempts: row.attempts,
    transport: row.transport,
    reason: row.reason,
    settledAt: row.settled_at,
    dueAt: row.due_at,
  }
}
