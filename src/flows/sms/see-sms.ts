import type { Actor } from '../../accounts/actor.ts'
import { reach } from '../../accounts/can.ts'
import { standingOf } from '../../accounts/standing.ts'
import type { House } from '../house.ts'
import type { LedgerReads } from '../tables.ts'
import { maskedText } from './mask.ts'
import { openSms } from './outbox.ts'
import type { SmsTables } from './schema.ts'
import type { SmsState } from './transition.ts'

/** A message to a phone as it is shown; instants in milliseconds since 1970. Number and text are null once they have been erased. */
export type SeenSms = {
  id: string
  to: string | null
  text: string | null
  at: number
  purpose: string
  state: SmsState
  /** Parts that the transport took. */
  parts: number | null
  transport: string | null
  reason: string | null
  attempts: number
  handedAt: number | null
  settledAt: number | null
  /** When it will be looked at again; null: nothing more will be done. */
  dueAt: number | null
}

const PAGE_MAX = 200
const SHOWN = 50
const COUNTED_MAX = 1_000

/** What a page of messages is to have; `before` is the id behind which to go on. */
export type SmsPage = { before?: string; limit?: number; state?: SmsState }

/**
 * What is shown beside what staff may see. `own`: also a customer's own messages, whole, where telephones are simulated and somebody has to be able to read
 * them; elsewhere that would make the proof of a number worthless.
 */
export type SmsShow = { own: boolean }

/** Messages, newest first, 50 where nothing else is said: all for staff who see every account, the codes in them masked: with those they could confirm for the holder. */
export async function seeSms(
  house: House,
  actor: Actor,
  { own }: SmsShow,
  page: SmsPage = {},
): Promise<SeenSms[] | 'forbidden'> {
  const { ledger } = house
  const accounts = reach(await standingOf(ledger.reads, actor), 'see-device')
  if (accounts !== 'all' && (!own || accounts.length === 0)) return 'forbidden'
  const limit = Math.min(page.limit ?? SHOWN, PAGE_MAX)
  let query = ledger.reads.selectFrom('sms_messages').selectAll().orderBy('id', 'desc').limit(limit)
  if (accounts !== 'all') query = query.where('account_id', 'in', accounts)
  if (page.before !== undefined) query = query.where('id', '<', page.before)
  if (page.state !== undefined) query = query.where('state', '=', page.state)
  return (await query.execute()).map((row) => seen(house, row, accounts !== 'all'))
}

/** One message; null when there is none, or none that the actor may see. */
export async function seeOneSms(house: House, actor: Actor, id: string, { own }: SmsShow): Promise<SeenSms | null> {
  const { ledger } = house
  const accounts = reach(await standingOf(ledger.reads, actor), 'see-device')
  const row = await ledger.reads.selectFrom('sms_messages').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) return null
  const theirs = accounts === 'all' || (own && row.account_id !== null && accounts.includes(row.account_id))
  return theirs ? seen(house, row, accounts !== 'all') : null
}

/** How many messages are to be sent still, at most 1,000 are counted. */
export async function messagesWaiting(reads: LedgerReads): Promise<number> {
  return (await waitingSince(reads)).length
}

function waitingSince(reads: LedgerReads): Promise<{ created_at: number }[]> {
  return reads
    .selectFrom('sms_messages')
    .select('created_at')
    .where('due_at', 'is not', null)
    .limit(COUNTED_MAX)
    .execute()
}

/** How many messages are to be sent still (at most 1,000 are counted) and since when the oldest waits; `forbidden` for who may not see all. */
export async function seeWaiting(
  { ledger }: House,
  actor: Actor,
): Promise<{ waiting: number; oldestAt: number | null } | 'forbidden'> {
  if (reach(await standingOf(ledger.reads, actor), 'see-device') !== 'all') return 'forbidden'
  const rows = await waitingSince(ledger.reads)
  const oldest = rows.reduce((least, { created_at }) => Math.min(least, created_at), Infinity)
  return { waiting: rows.length, oldestAt: oldest === Infinity ? null : oldest }
}

function seen(house: House, row: SmsTables['sms_messages'], whole: boolean): SeenSms {
  const opened = openSms(house, row)
  return {
    id: row.id,
    to: opened?.to ?? null,
    text: opened === null ? null : whole ? opened.text : maskedText(opened.text),
    at: row.created_at,
    purpose: row.purpose,
    state: row.state as SmsState,
    parts: row.parts,
    transport: row.transport,
    reason: row.reason,
    attempts: row.attempts,
    handedAt: row.handed_at,
    settledAt: row.settled_at,
    dueAt: row.due_at,
  }
}
