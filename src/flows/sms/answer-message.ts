import { numberHashes } from '../../accounts/phone.ts'
import { activeNumber } from '../../accounts/sms-numbers.ts'
import { type Answer, answerName, answerText, DIALOGUE_LANGUAGE } from '../../dialogue/answer.ts'
import {
  ANSWERS_PER_HOUR,
  GUARD_WINDOW_MS,
  repeated,
  type Suppression,
  tooMany,
  unanswerable,
} from '../../dialogue/guard.ts'
import { judge, NOTHING_RELEASED } from '../../dialogue/judge.ts'
import { readMessage } from '../../dialogue/read-message.ts'
import type { Texts } from '../../std/texts.ts'
import { record } from '../../store/audit.ts'
import type { House } from '../house.ts'
import { knownNumber } from '../licences/facts.ts'
import { handOutCode } from '../licences/fetch.ts'
import { carryOutOrder } from '../licences/order.ts'
import type { LedgerTx } from '../tables.ts'
import { type Dealt, enterDialogue, KnownMessage, openDialogue } from './dialogue-row.ts'
import type { Received } from './inbox-frame.ts'
import { inMaintenance } from './maintenance.ts'
import { maskedText } from './mask.ts'
import { putInOutbox } from './outbox.ts'
import { type Term, TooLate } from './term.ts'

/** What every answer is made with. `own`: numbers of ours, E.164. */
export type Desk = { texts: Texts; own: ReadonlySet<string> }

type Sender = Awaited<ReturnType<typeof activeNumber>>
type Decision = Dealt & { clear: string | null; wake: string | null }

/** What came of it: answered now, by a stable name, or dealt with before. `language` is that of a registered number. */
export type Answered = { kind: 'answered'; name: string; language: string | null } | { kind: 'known' }

/**
 * Answers a message: judgement, order or fetch, dialogue log, answer in the outbox and audit entry are one transaction. A message that is known has no second effect.
 * @throws TooLate when its term has passed, or in maintenance; ProblemError `try-again-later`; InDoubt
 */
export async function answerMessage(house: House, desk: Desk, message: Received, term: Term): Promise<Answered> {
  let wake: string | null = null
  try {
    const answered = await house.ledger.transact('answer-sms', async (tx): Promise<Answered> => {
      term.begin()
      const sender = await activeNumber(tx, house.keys, message.from)
      const decision = await decide(house, desk, tx, message, sender)
      const dealt = await send(house, tx, message, sender, decision)
      await enterDialogue(house, tx, message, dealt)
      await note(house, tx, message, dealt)
      if (await inMaintenance(tx)) throw new TooLate()
      // The last thing said, and after the row: where its insertion waited for another's, that one's end is known now.
      term.check()
      wake = decision.wake
      return { kind: 'answered', name: dealt.suppressed ?? dealt.answer ?? '', language: sender?.language ?? null }
    })
    if (wake !== null) house.wake.emit(wake)
    return answered
  } catch (error) {
    if (error instanceof KnownMessage) return { kind: 'known' }
    throw error
  }
}

async function decide(house: House, desk: Desk, tx: LedgerTx, message: Received, sender: Sender): Promise<Decision> {
  const none = { number: sender, answer: null, text: null, clear: null, wake: null }
  const never = unanswerableSender(message, desk)
  if (never) return { ...none, suppressed: never }
  const recent = await recentAnswers(house, tx, message.from)
  const flood = tooMany(recent.length, sender !== null)
  if (flood) return { ...none, suppressed: flood }
  const { answer, orderId, wake } = await act(house, tx, message, sender)
  const name = answerName(answer)
  const clear = answerText(desk.texts, sender?.language ?? DIALOGUE_LANGUAGE, answer)
  const text = maskedText(clear)
  const isRefusal = answer.kind === 'refused' || answer.kind === 'orderable'
  const same = isRefusal
    ? recent.filter((row) => row.answer === name).map((row) => openDialogue(house, row).answer)
    : []
  const suppressed = repeated(
    text,
    same.filter((one) => one !== null),
  )
  return { number: sender, answer: name, text, clear, wake, suppressed, ...(orderId === null ? {} : { orderId }) }
}

/** Whether the sender is one that is never answered: no phone, or one of our own numbers. */
export function unanswerableSender({ from, to }: Received, { own }: Desk): Suppression | null {
  return from === to ? 'own-number' : unanswerable(from, own)
}

/** Judges the message and does what it asks for, where it may. */
async function act(
  house: House,
  tx: LedgerTx,
  message: Received,
  sender: Sender,
): Promise<{ answer: Answer; orderId: string | null; wake: string | null }> {
  const read = readMessage(message.text)
  const known = sender && read.kind === 'request' ? await knownNumber(tx, read.request.number) : null
  const judgement = judge(read, { registered: sender !== null, ...(known ?? NOTHING_RELEASED) })
  const said = (answer: Answer) => ({ answer, orderId: null, wake: null })
  if (judgement.kind === 'refused' || judgement.kind === 'orderable') return said(judgement)
  if (!sender || !known) throw new Error('nothing is done for a number that is not registered')
  const { type, number } = judgement
  const by = { type, actor: `number:${sender.id}`, accountId: sender.accountId }
  if (judgement.kind === 'fetch') return said({ kind: 'unlocked', code: await handOutCode(house, tx, known, by) })
  const heldPoints = known.released.points
  const judged = { ...by, licenceNumber: number, pricing: judgement.pricing, heldPoints }
  const { order, wake } = await carryOutOrder(house, tx, judged)
  return { answer: { kind: 'ordered', order: order.number, type, number }, orderId: order.id, wake }
}

/** Answers within the guard's window, newest first; no more than matter. */
function recentAnswers({ keys, world }: House, tx: LedgerTx, from: string) {
  return tx
    .selectFrom('sms_dialogue')
    .select(['id', 'answer', 'text_sealed', 'answer_sealed', 'seal_key_id'])
    .where('number_hash', 'in', numberHashes(keys, from))
    .where('answered_at', '>', world.clock.now() - GUARD_WINDOW_MS)
    .where('suppressed', 'is', null)
    .orderBy('answered_at', 'desc')
    .limit(ANSWERS_PER_HOUR.registered)
    .execute()
}

async function send(
  house: House,
  tx: LedgerTx,
  message: Received,
  sender: Sender,
  { clear, wake: _, ...dealt }: Decision,
): Promise<Dealt> {
  if (clear === null || dealt.suppressed) return dealt
  const smsId = await putInOutbox(house, tx, {
    accountId: sender?.accountId ?? null,
    to: message.from,
    text: clear,
    purpose: 'answer',
    once: `answer:${message.id}`,
    from: message.to,
  })
  return { ...dealt, smsId }
}

/** The audit entry of a message: what was answered, and never what it said. */
export async function note({ world }: House, tx: LedgerTx, message: Received, dealt: Dealt): Promise<void> {
  const { number, answer, suppressed, orderId } = dealt
  await record(tx, world, {
    actor: number ? `number:${number.id}` : 'anybody',
    act: 'answer-sms',
    accountId: number?.accountId ?? null,
    subject: `sms:${message.id}`,
    details: JSON.stringify({ answer, ...(suppressed ? { suppressed } : {}), ...(orderId ? { orderId } : {}) }),
  })
}
