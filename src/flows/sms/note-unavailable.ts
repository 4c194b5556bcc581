import { activeNumber } from '../../accounts/sms-numbers.ts'
import { answerText, DIALOGUE_LANGUAGE } from '../../dialogue/answer.ts'
import type { House } from '../house.ts'
import { type Desk, note } from './answer-message.ts'
import { type Dealt, enterDialogue, KnownMessage } from './dialogue-row.ts'
import type { Received, Sent, Verdict } from './inbox-frame.ts'
import { putInOutbox } from './outbox.ts'

/**
 * Enters a message that could not be judged in time into the ledger, once that is back: from then on the ledger knows it, and it can be judged no more. An answer that no transport
 * has taken yet goes into the outbox.
 * @param sent null: not handed over
 * @throws ProblemError `try-again-later`
 */
export async function noteUnavailable(
  house: House,
  desk: Desk,
  message: Received,
  verdict: Verdict,
  sent: Sent | null,
): Promise<void> {
  try {
    await house.ledger.transact('note-unavailable-sms', async (tx) => {
      const sender = await activeNumber(tx, house.keys, message.from)
      const language = sender?.language ?? DIALOGUE_LANGUAGE
      const text = answerText(desk.texts, language, { kind: 'refused', refusal: 'unavailable' })
      const { suppressed } = verdict
      const dealt: Dealt = { number: sender, answer: 'unavailable', text, suppressed }
      if (sent) dealt.direct = sent
      else if (!suppressed)
        dealt.smsId = await putInOutbox(house, tx, {
          accountId: sender?.accountId ?? null,
          to: message.from,
          text,
          purpose: 'answer',
          once: `answer:${message.id}`,
          from: message.to,
        })
      await enterDialogue(house, tx, message, dealt)
      await note(house, tx, message, dealt)
    })
  } catch (error) {
    if (!(error instanceof KnownMessage)) throw error
  }
}
