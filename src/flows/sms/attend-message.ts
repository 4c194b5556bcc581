import { answerText, DIALOGUE_LANGUAGE } from '../../dialogue/answer.ts'
import { backoff_ms } from '../../std/backoff.ts'
import { wait } from '../../std/clock.ts'
import type { Slots } from '../../std/slots.ts'
import { InDoubt } from '../../store/errors.ts'
import type { House } from '../house.ts'
import { answerMessage, type Desk } from './answer-message.ts'
import type { Entry, Received, Sent, Verdict } from './inbox-frame.ts'
import { noteUnavailable } from './note-unavailable.ts'
import { Term, TooLate } from './term.ts'
import { type OutgoingSms, SmsTransportError } from './transport.ts'

/** What attending a message needs; all but the ledger's stories goes without the ledger. */
export type Attendance = {
  house: House
  desk: Desk
  /** Entries of the inbox; resolves when they are durable. */
  keep(entry: Entry): Promise<void>
  /** Hands a message to a transport. @throws SmsTransportError */
  send(sms: OutgoingSms): Promise<unknown>
  /** Whether there was maintenance when the ledger was last seen. */
  maintenance(): boolean
  /** Whether the sender may get this answer now; counts it. */
  guard(message: Received): Verdict['suppressed']
  /** Languages of registered numbers that were answered lately. */
  language(from: string): string | undefined
  answered(name: string, message: Received, language: string | null): void
  judging: Slots
  noting: Slots
  ended: AbortSignal
}

/**
 * A message in hand. `left`: an earlier process had it, and may have dealt with it. `until_ms`: a reading of the monotonic clock.
 */
export type InHand = { message: Received; verdict: Verdict | null; sent: Sent | null; left: boolean; until_ms: number }

/** In maintenance, how long the ledger has to say that it is over. */
const MAINTAINED_MS = 2_000
const RETRY_FIRST_MS = 100
const JUDGE_MOST_MS = 2_000
const NOTE_MOST_MS = 15_000
/** Longer than any transport needs: what has no answer by then may have been taken. */
const SEND_TIMEOUT_MS = 60_000

/**
 * Deals with one message to its end: judged and answered by a story of the ledger, or else the verdict that it never will be, which is durable in the inbox before the answer leaves.
 * @param turn resolves when the sender's message before has been judged
 * @param judged called when the next one may be
 * @throws whatever `ended` was aborted with; then the message stays in the inbox
 */
export async function attend(all: Attendance, it: InHand, turn: Promise<void>, judged: () => void): Promise<void> {
  // A signal of its own: adding a listener goes through all that a signal has, and thousands of messages may be in hand.
  const at = { ...all, ended: AbortSignal.any([all.ended]) }
  // A verdict of an earlier run: whether its answer is still to leave, only the ledger's outbox may decide.
  let mine = it.verdict === null
  let { verdict, sent } = it
  if (verdict === null) {
    if (await judgedInTime(at, it, turn)) return
    verdict = await giveVerdict(at, it.message)
    judged()
    sent = await sendWithoutLedger(at, it.message, verdict)
  }
  for (let attempt = 0; ; attempt++) {
    const outcome = await noted(at, it.message, verdict, sent)
    if (outcome === 'noted') return
    // The answer may be in the outbox now: no other may leave beside it.
    if (outcome === 'in-doubt') mine = false
    await wait(at.house.world.clock, backoff_ms(at.house.world.random, attempt, RETRY_FIRST_MS, NOTE_MOST_MS), at.ended)
    if (mine && !sent) sent = await sendWithoutLedger(at, it.message, verdict)
  }
}

/** False: it was not, and is known not to have been. */
async function judgedInTime(at: Attendance, it: InHand, turn: Promise<void>): Promise<boolean> {
  const { message, left } = it
  const { clock, random, log } = at.house.world
  const until_ms = at.maintenance() ? Math.min(it.until_ms, clock.monotonic() + MAINTAINED_MS) : it.until_ms
  const late = Promise.withResolvers<'late'>()
  const cancel = clock.after(until_ms - clock.monotonic(), () => late.resolve('late'))
  const { promise: ended, forget } = aborted(at.ended)
  const soon = Promise.race([late.promise, ended])
  soon.catch(() => {})
  try {
    // True when a story may have been committed without our knowing: then only the ledger can tell, however long that takes.
    let doubt = left
    if ((await Promise.race([turn, doubt ? ended : soon])) === 'late') return false
    for (let attempt = 0; ; attempt++) {
      const term = new Term(clock, until_ms)
      const tried = tryToJudge(at, message, term)
      const first = await Promise.race([tried, doubt ? ended : soon])
      if (first === 'late' && term.callOff()) return false
      const outcome = await Promise.race([tried, ended])
      if (outcome === 'answered') return true
      if (outcome === 'late') return false
      doubt ||= outcome === 'in-doubt'
      if (!doubt && term.passed) return false
      log.warn({ smsId: message.id, attempt, doubt }, 'message not judged yet')
      const pause = wait(clock, backoff_ms(random, attempt, RETRY_FIRST_MS, JUDGE_MOST_MS), at.ended)
      await (doubt ? pause : Promise.race([pause, late.promise]))
      if (!doubt && term.passed) return false
    }
  } finally {
    cancel()
    forget()
  }
}

/** `promise` rejects when the signal is aborted, until it is forgotten. A story under way then ends by itself, and the message is known at the next start if it was committed. */
function aborted(signal: AbortSignal): { promise: Promise<never>; forget(): void } {
  const { promise, reject } = Promise.withResolvers<never>()
  promise.catch(() => {})
  if (signal.aborted) reject(signal.reason)
  const onAbort = (): void => reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  return { promise, forget: () => signal.removeEventListener('abort', onAbort) }
}

type Tried = 'answered' | 'late' | 'failed' | 'in-doubt'

/** Never rejects, since nobody may be waiting any more. */
async function tryToJudge(
  { house, desk, judging, answered }: Attendance,
  message: Received,
  term: Term,
): Promise<Tried> {
  const giveBack = await judging.take()
  try {
    if (term.calledOff) return 'late'
    const outcome = await answerMessage(house, desk, message, term)
    if (outcome.kind === 'answered') answered(outcome.name, message, outcome.language)
    else answered('known', message, null)
    return 'answered'
  } catch (error) {
    if (error instanceof TooLate) return 'late'
    house.world.log.warn({ error, smsId: message.id }, 'message not judged')
    return error instanceof InDoubt ? 'in-doubt' : 'failed'
  } finally {
    giveBack()
  }
}

/** The verdict, durable in the inbox: without it the answer must not leave. */
async function giveVerdict(at: Attendance, message: Received): Promise<Verdict> {
  const { clock, random } = at.house.world
  const suppressed = at.guard(message)
  const verdict: Verdict = { kind: 'verdict', of: message.id, suppressed, at: clock.now() }
  for (let attempt = 0; ; attempt++) {
    try {
      await at.keep(verdict)
      at.answered(suppressed ?? 'unavailable', message, null)
      return verdict
    } catch (error) {
      at.house.world.log.warn({ error, smsId: message.id }, 'verdict not kept yet')
      await wait(clock, backoff_ms(random, attempt, RETRY_FIRST_MS, JUDGE_MOST_MS), at.ended)
    }
  }
}

/** Null: it is not to be sent, or certainly was not taken. */
async function sendWithoutLedger(at: Attendance, message: Received, { suppressed }: Verdict): Promise<Sent | null> {
  if (suppressed) return null
  const { clock, log } = at.house.world
  const language = at.language(message.from) ?? DIALOGUE_LANGUAGE
  const text = answerText(at.desk.texts, language, { kind: 'refused', refusal: 'unavailable' })
  const outcome = await handOver(at, { id: message.id, to: message.from, from: message.to, text })
  if (outcome === 'unavailable') return null
  const sent: Sent = { kind: 'sent', of: message.id, outcome, at: clock.now() }
  await at.keep(sent).catch((error: unknown) => log.warn({ error, smsId: message.id }, 'sending not kept'))
  return sent
}

async function handOver(at: Attendance, sms: OutgoingSms): Promise<Sent['outcome'] | 'unavailable'> {
  const { clock, log } = at.house.world
  const silence = Promise.withResolvers<'unclear'>()
  const cancel = clock.after(SEND_TIMEOUT_MS, () => silence.resolve('unclear'))
  try {
    const taken = at.send(sms).then(() => 'handed-over' as const)
    // Whoever is given up may still fail.
    taken.catch(() => {})
    return await Promise.race([taken, silence.promise])
  } catch (error) {
    log.warn({ error, smsId: sms.id }, 'answer not handed over')
    return error instanceof SmsTransportError ? error.kind : 'unclear'
  } finally {
    cancel()
  }
}

async function noted(
  at: Attendance,
  message: Received,
  verdict: Verdict,
  sent: Sent | null,
): Promise<'noted' | 'failed' | 'in-doubt'> {
  const giveBack = await at.noting.take()
  try {
    at.ended.throwIfAborted()
    await noteUnavailable(at.house, at.desk, message, verdict, sent)
    return 'noted'
  } catch (error) {
    at.ended.throwIfAborted()
    at.house.world.log.warn({ error, smsId: message.id }, 'unavailable message not noted yet')
    return error instanceof InDoubt ? 'in-doubt' : 'failed'
  } finally {
    giveBack()
  }
}
