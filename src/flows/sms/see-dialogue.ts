import type { Actor } from '../../accounts/actor.ts'
import { can } from '../../accounts/can.ts'
import { numberHashes, openNumber } from '../../accounts/phone.ts'
import { standingOf } from '../../accounts/standing.ts'
import type { House } from '../house.ts'
import { openDialogue } from './dialogue-row.ts'
import { maskedText } from './mask.ts'

/** A message from a phone with its answer, codes masked; instants in milliseconds since 1970. */
export type SeenDialogue = {
  id: string
  from: string
  text: string
  transport: string
  accountId: string | null
  /** The registration of the sender; null: there was none. */
  numberId: string | null
  /** A stable name; null: none was made. */
  answer: string | null
  answerText: string | null
  suppressed: string | null
  /** Of the answer: a state of messages to phones (`SMS_STATES`), or `none`. */
  state: string
  orderId: string | null
  receivedAt: number
  answeredAt: number
}

/** Answers that are no refusal. */
const GRANTED = ['unlocked', 'ordered']

/**
 * The dialogue's log, newest first, for staff. @param page.before an id: messages received earlier  @param page.answer a stable name, or `refused` for those of every refusal
 * @param page.numberId a registration: what came from its number, also before and after it
 */
export async function seeDialogue(
  house: House,
  actor: Actor,
  page: { before?: string; limit: number; answer?: string; numberId?: string },
): Promise<SeenDialogue[] | 'forbidden'> {
  const { reads } = house.ledger
  if (!can(await standingOf(reads, actor), 'see-dialogue', null)) return 'forbidden'
  let query = reads
    .selectFrom('sms_dialogue')
    .leftJoin('sms_messages', 'sms_messages.id', 'sms_dialogue.sms_id')
    .selectAll('sms_dialogue')
    .select('sms_messages.state as sms_state')
    .orderBy('sms_dialogue.id', 'desc')
    .limit(page.limit)
  if (page.before !== undefined) query = query.where('sms_dialogue.id', '<', page.before)
  if (page.answer === 'refused') query = query.where('sms_dialogue.answer', 'not in', GRANTED)
  else if (page.answer !== undefined) query = query.where('sms_dialogue.answer', '=', page.answer)
  if (page.numberId !== undefined) {
    const number = await reads.selectFrom('sms_numbers').selectAll().where('id', '=', page.numberId).executeTakeFirst()
    if (!number) return []
    query = query.where('sms_dialogue.number_hash', 'in', numberHashes(house.keys, openNumber(house.keys, number)))
  }
  return (await query.execute()).map((row) => {
    const { text, answer } = openDialogue(house, row)
    return {
      id: row.id,
      from: openNumber(house.keys, row),
      text: maskedText(text),
      transport: row.transport,
      accountId: row.account_id,
      numberId: row.number_id,
      answer: row.answer,
      answerText: answer,
      suppressed: row.suppressed,
      state: row.sms_state ?? (row.direct === 'rejected' ? 'failed' : row.direct) ?? 'none',
      orderId: row.order_id,
      receivedAt: row.received_at,
      answeredAt: row.answered_at,
    }
  })
}
