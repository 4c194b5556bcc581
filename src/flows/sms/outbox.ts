import { VALID_MS } from '../../accounts/verification.ts'
import { newId } from '../../std/ids.ts'
import { seal, unseal } from '../../store/sealed.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import type { SmsTables } from './schema.ts'

/** What messages are for; each has a time after which it is of no use. */
export const SMS_PURPOSES = ['verification', 'answer', 'alarm', 'office', 'notice'] as const
export type SmsPurpose = (typeof SMS_PURPOSES)[number]

const HOUR_MS = 3_600_000
/** Digits that are no longer taken are of no use; an answer is late rather than lost, as a network keeps a message for days. */
const USEFUL_MS: Record<SmsPurpose, number> = {
  verification: VALID_MS,
  answer: 72 * HOUR_MS,
  alarm: 4 * HOUR_MS,
  office: 72 * HOUR_MS,
  notice: 72 * HOUR_MS,
}
/** Ten parts of 153 septets; the same text in UCS-2 has 23 parts, of the 255 that a header can count (3GPP TS 23.040 §9.2.3.24.1). */
export const TEXT_CHARACTERS_MAX = 1_530

/** A message to be sent. `to` and `from` are E.164; instants in milliseconds since 1970. */
export type NewSms = {
  /** Whose it is; null: nobody's account, as an answer to an unknown number. */
  accountId: string | null
  to: string
  text: string
  /** `notice` where it is not said. */
  purpose?: SmsPurpose
  /** Two messages with the same one are the same message: the second is not sent, e.g. `answer:<id of the message that is answered>`. */
  once?: string
  /** The number of ours that it is to come from, where the transport has several. */
  from?: string | null
  /** Never handed over after this; absent: by purpose, ten minutes for a verification, three days for an answer. */
  notAfter?: number
}

/**
 * Puts a message into the outbox, in the story's own transaction; it leaves after the commit. Number and text are encrypted: both are somebody's.
 * @returns its id, or that of the earlier message with the same `once`
 */
export async function putInOutbox({ world, keys }: House, tx: LedgerTx, sms: NewSms): Promise<string> {
  if (sms.text === '' || sms.text.length > TEXT_CHARACTERS_MAX) throw new RangeError('no text for an SMS')
  const id = newId(world.clock, world.random)
  const key = keys.current('sms-text')
  const now = world.clock.now()
  const purpose = sms.purpose ?? 'notice'
  const sealed = (part: string, text: string) => seal(key.bytes, contextOf(id, part), Buffer.from(text), world.random)
  const put = await tx
    .insertInto('sms_messages')
    .values({
      id,
      account_id: sms.accountId,
      purpose,
      once: sms.once ?? null,
      sender: sms.from ?? null,
      number_sealed: sealed('to', sms.to),
      text_sealed: sealed('text', sms.text),
      seal_key_id: key.id,
      state: 'queued',
      attempts: 0,
      doubts: 0,
      due_at: now,
      not_after: sms.notAfter ?? now + USEFUL_MS[purpose],
      created_at: now,
    })
    .onConflict((clash) => clash.column('once').doNothing())
    .returning('id')
    .execute()
  if (put.length === 1 || sms.once === undefined) return id
  const earlier = await tx
    .selectFrom('sms_messages')
    .select('id')
    .where('once', '=', sms.once)
    .executeTakeFirstOrThrow()
  return earlier.id
}

/** Number and text of a message in clear; null once they have been erased. */
export function openSms(
  { keys }: Pick<House, 'keys'>,
  row: Pick<SmsTables['sms_messages'], 'id' | 'number_sealed' | 'text_sealed' | 'seal_key_id'>,
): { to: string; text: string } | null {
  const { id, number_sealed, text_sealed } = row
  if (!number_sealed || !text_sealed) return null
  const key = keys.byId(row.seal_key_id).bytes
  const open = (part: string, sealed: Uint8Array) =>
    Buffer.from(unseal(key, contextOf(id, part), sealed)).toString('utf8')
  return { to: open('to', number_sealed), text: open('text', text_sealed) }
}

function contextOf(id: string, part: string): string {
  return `sms:${id}:${part}`
}
