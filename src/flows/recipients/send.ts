import { spendCredit } from '../../licences/spend-credit.ts'
import type { Silence } from '../../recipients/judge.ts'
import { newId } from '../../std/ids.ts'
import type { Texts } from '../../std/texts.ts'
import { RunAgain } from '../../store/errors.ts'
import { warnOfCredits } from '../credits/warn.ts'
import type { House } from '../house.ts'
import { queueMail } from '../mail/queue-mail.ts'
import { queuePush } from '../push/queue-push.ts'
import { putInOutbox } from '../sms/outbox.ts'
import type { LedgerTx } from '../tables.ts'
import { openAddress } from './address.ts'
import type { Loaded } from './load.ts'
import type { Words } from './words.ts'

/** What is told, to whom: `subject` names it for each recipient once, `alarm:<id>:<step>`, `service:<id>` or `test:<id>`. */
export type Telling = {
  to: Loaded
  subject: string
  alarmId: string | null
  deviceId: string | null
  kind: 'alarm' | 'notice' | 'test'
  words: (language: string) => Words
}

/**
 * Tells a recipient: its message goes into the outbox of its way, with the credit that it costs, in one transaction with the note of it; or the note says why
 * not. What was noted before is not told again.
 * @param silence why it is not told, as far as that is known
 * @returns why not; null: it was put into an outbox; `before`: it had been noted already
 */
export async function tellRecipient(
  house: House,
  texts: Texts,
  tx: LedgerTx,
  telling: Telling,
  silence: Silence | null,
): Promise<Silence | null | 'before'> {
  const { clock, random } = house.world
  const { row } = telling.to
  const id = newId(clock, random)
  const noted = await tx
    .insertInto('recipient_tellings')
    .values({
      id,
      account_id: row.account_id,
      recipient_id: row.id,
      subject: telling.subject,
      alarm_id: telling.alarmId,
      device_id: telling.deviceId,
      silence,
      message_id: null,
      at: clock.now(),
    })
    .onConflict((clash) => clash.columns(['recipient_id', 'subject']).doNothing())
    .returning('id')
    .execute()
  if (noted.length === 0) return 'before'
  if (silence !== null) {
    if (silence === 'no-credits') await warnOfCredits(house, texts, tx, row.account_id)
    return silence
  }
  const sent = await queueTo(house, texts, tx, telling)
  const change = sent.silence === null ? { message_id: sent.id } : { silence: sent.silence }
  await tx.updateTable('recipient_tellings').set(change).where('id', '=', id).execute()
  return sent.silence
}

type Queued = { silence: null; id: string } | { silence: Silence }

async function queueTo(house: House, texts: Texts, tx: LedgerTx, telling: Telling): Promise<Queued> {
  const { row, push } = telling.to
  const words = telling.words(row.language)
  const accountId = row.account_id
  const once = `${telling.subject}:${row.id}`
  if (row.way === 'push') {
    if (push?.standing !== 'ready' || row.user_id === null) return { silence: 'no-subscription' }
    const { subscriptionId } = push
    const tag = telling.alarmId === null ? telling.kind : `alarm:${telling.alarmId}`
    const made = { accountId, userId: row.user_id, subscriptionId, purpose: telling.kind, once }
    return queued(await queuePush(house, tx, { ...made, words: { ...words.push, tag } }))
  }
  const to = openAddress(house.keys, row)
  if (to === null) return { silence: 'not-confirmed' }
  if (row.way === 'email')
    return queued(await queueMail(house, tx, { accountId, to, ...words.mail, kind: telling.kind, once }))
  return queueSms(house, texts, tx, { accountId, to, text: words.sms, once })
}

/** The message and its credit, or neither. */
async function queueSms(
  house: House,
  texts: Texts,
  tx: LedgerTx,
  sms: { accountId: string; to: string; text: string; once: string },
): Promise<Queued> {
  const smsId = await putInOutbox(house, tx, { ...sms, purpose: 'alarm' })
  const left = await spendCredit(tx, house.world, { accountId: sms.accountId, smsId })
  // What was read said that there was one: another story has spent it, and this one is told again and sees it.
  if (left === null) throw new RunAgain('the last credit was spent meanwhile')
  if (left === 0) await warnOfCredits(house, texts, tx, sms.accountId)
  return { silence: null, id: smsId }
}

function queued(id: string | null): Queued {
  if (id === null) throw new Error('what was not noted was told')
  return { silence: null, id }
}
