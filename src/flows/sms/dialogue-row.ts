import { keepNumber } from '../../accounts/phone.ts'
import type { Suppression } from '../../dialogue/guard.ts'
import { seal, unseal } from '../../store/sealed.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import type { DialogueTables } from './dialogue-schema.ts'
import type { Received } from './inbox-frame.ts'

type Row = DialogueTables['sms_dialogue']

/** What became of a message. `text` is the answer, codes masked; null where none was made. */
export type Dealt = {
  number: { id: string; accountId: string } | null
  answer: string | null
  text: string | null
  suppressed: Suppression | null
  orderId?: string
  smsId?: string
  direct?: { outcome: string; at: number }
}

/** Thrown by a story whose message has been dealt with already: everything that it did is undone. */
export class KnownMessage extends Error {
  constructor() {
    super('the message has been dealt with')
    this.name = 'KnownMessage'
  }
}

/**
 * Enters what became of a message. The key over transport and provider id is what makes one answer of a message that comes twice.
 * @throws KnownMessage
 */
export async function enterDialogue(house: House, tx: LedgerTx, message: Received, dealt: Dealt): Promise<void> {
  const { keys, world } = house
  const kept = keepNumber(keys, world, message.from)
  const key = keys.byId(kept.seal_key_id)
  const sealed = (part: string, text: string) => {
    return seal(key.bytes, contextOf(message.id, part), Buffer.from(text), world.random)
  }
  const row: Row = {
    id: message.id,
    transport: message.transport,
    provider_id: message.providerId,
    ...kept,
    number_id: dealt.number?.id ?? null,
    account_id: dealt.number?.accountId ?? null,
    text_sealed: sealed('text', message.text),
    answer: dealt.answer,
    answer_sealed: dealt.text === null ? null : sealed('answer', dealt.text),
    suppressed: dealt.suppressed,
    order_id: dealt.orderId ?? null,
    sms_id: dealt.smsId ?? null,
    direct: dealt.direct?.outcome ?? null,
    direct_at: dealt.direct?.at ?? null,
    sent_at: message.sentAt,
    received_at: message.receivedAt,
    answered_at: world.clock.now(),
  }
  const entered = await tx
    .insertInto('sms_dialogue')
    .values(row)
    .onConflict((clash) => clash.columns(['transport', 'provider_id']).doNothing())
    .returning('id')
    .execute()
  if (entered.length === 0) throw new KnownMessage()
}

/** Message and answer of a row in clear, but for codes. @throws Error if they were damaged */
export function openDialogue(
  { keys }: Pick<House, 'keys'>,
  row: Pick<Row, 'id' | 'text_sealed' | 'answer_sealed' | 'seal_key_id'>,
): { text: string; answer: string | null } {
  const key = keys.byId(row.seal_key_id).bytes
  const open = (part: string, sealed: Uint8Array) =>
    Buffer.from(unseal(key, contextOf(row.id, part), sealed)).toString('utf8')
  return { text: open('text', row.text_sealed), answer: row.answer_sealed && open('answer', row.answer_sealed) }
}

function contextOf(id: string, part: string): string {
  return `sms-dialogue:${id}:${part}`
}
