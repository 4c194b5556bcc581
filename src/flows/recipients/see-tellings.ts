import type { Actor } from '../../accounts/actor.ts'
import type { Silence } from '../../recipients/judge.ts'
import type { House } from '../house.ts'
import type { LedgerReads } from '../tables.ts'
import { recipientPlace } from './place.ts'

/** What became of what was told, whichever way it went. `sent`: a server, network or push service has taken it; `unclear`: it may or may not have. */
export const TOLD_STATES = ['waiting', 'sent', 'delivered', 'opened', 'failed', 'unclear', 'forgotten'] as const
export type ToldState = (typeof TOLD_STATES)[number]

/** Something that a recipient was told, or why not; instants in milliseconds since 1970. */
export type SeenTelling = {
  id: string
  at: number
  kind: 'alarm' | 'notice' | 'test'
  alarmId: string | null
  deviceId: string | null
  /** Of the alarm; null where it is none, or is known no more. */
  rule: string | null
  /** Its device's name. */
  device: string | null
  step: 'opened' | 'closed' | null
  /** Null: it was told, and `state` says what became of it. */
  silence: Silence | null
  state: ToldState | null
  /** Why it failed or waits: a stable name, and after a colon what somebody else said of it. */
  reason: string | null
}

const STATES: Readonly<Record<string, ToldState>> = {
  queued: 'waiting',
  sending: 'waiting',
  sent: 'sent',
  'handed-over': 'sent',
  delivered: 'delivered',
  opened: 'opened',
  failed: 'failed',
  unclear: 'unclear',
}

/** A recipient's tellings, newest first. */
export async function seeTellings(
  house: House,
  asked: { actor: Actor; id: string; limit: number; before?: string },
): Promise<SeenTelling[] | 'not-found'> {
  const { reads } = house.ledger
  const place = await recipientPlace(reads, asked.actor, asked.id)
  return place === 'not-found' ? place : tellingsOf(reads, place.row, asked)
}

/** @param page.before the id behind which to go on */
export async function tellingsOf(
  reads: LedgerReads,
  recipient: { id: string; way: string },
  page: { limit: number; before?: string },
): Promise<SeenTelling[]> {
  let query = reads
    .selectFrom('recipient_tellings')
    .leftJoin('alarms', 'alarms.id', 'recipient_tellings.alarm_id')
    .leftJoin('devices', 'devices.id', 'recipient_tellings.device_id')
    .selectAll('recipient_tellings')
    .select(['alarms.rule', 'devices.name as device'])
    .where('recipient_tellings.recipient_id', '=', recipient.id)
    .orderBy('recipient_tellings.id', 'desc')
    .limit(page.limit)
  if (page.before !== undefined) query = query.where('recipient_tellings.id', '<', page.before)
  const rows = await query.execute()
  const ids = rows.flatMap(({ message_id }) => (message_id === null ? [] : [message_id]))
  const messages = await messagesOf(reads, recipient.way, ids)
  return rows.map((row) => {
    const message = messages.find(({ id }) => id === row.message_id)
    const [kind, , step] = row.subject.split(':')
    return {
      id: row.id,
      at: row.at,
      kind: kind === 'test' ? 'test' : kind === 'service' ? 'notice' : 'alarm',
      alarmId: row.alarm_id,
      deviceId: row.device_id,
      rule: row.rule,
      device: row.device,
      step: step === 'opened' || step === 'closed' ? step : null,
      silence: row.silence as Silence | null,
      state: row.silence !== null ? null : message ? (STATES[message.state] ?? 'unclear') : 'forgotten',
      reason: message?.reason ?? null,
    }
  })
}

async function messagesOf(
  reads: LedgerReads,
  way: string,
  ids: readonly string[],
): Promise<{ id: string; state: string; reason: string | null }[]> {
  if (ids.length === 0) return []
  const outbox = way === 'email' ? 'mails' : way === 'sms' ? 'sms_messages' : 'push_messages'
  return reads
    .selectFrom(outbox)
    .select(['id', 'state', 'reason'])
    .where('id', 'in', [...ids])
    .execute()
}
