import { backoff_ms } from '../../std/backoff.ts'
import { type Cancel, wait } from '../../std/clock.ts'
import type { House } from '../house.ts'
import { attend, type Next } from '../sms/attend.ts'
import { type ClaimedMail, claimMails, lapseMailClaims, nextMailAt } from './claim-mails.ts'
import { openAttachments } from './queue-mail.ts'
import { type MailOutcome, settleMail } from './settle-mail.ts'
import { type MailTransport, MailTransportError, SEND_TIMEOUT_MS } from './transport.ts'

/** Mails being sent at the same moment by this process: each may hold 5 MB of files. */
const IN_FLIGHT_MAX = 4
/** A mail that was not taken is tried again after this, then after twice as long (RFC 5321 §4.5.4.1 asks for 30 minutes between tries of one that fails on). */
const AGAIN_FIRST_MS = 5_000
const AGAIN_MOST_MS = 30 * 60_000
/** A server that is away is left alone for a while, whatever waits. */
const PAUSE_FIRST_MS = 1_000
const PAUSE_MOST_MS = 60_000
/** The ledger is away. */
const RETRY_FIRST_MS = 500
const RETRY_MOST_MS = 30_000
const STOP_WAIT_MS = 10_000

/** Sends mails. The ledger is the truth; all that is kept here may be lost. */
export type MailSender = {
  /** Resolves when nothing is being sent and nothing is due. */
  idle(): Promise<void>
  /** Claims nothing more, and waits up to 10 s for what is being sent. */
  stop(): Promise<void>
}

/** Starts sending: what an earlier process left, and each mail soon after the commit that put it into the outbox. @param tally counts by stable names */
export function startMailSender(
  house: House,
  transport: MailTransport,
  tally: (outcome: MailOutcome['kind']) => void = () => {},
): MailSender {
  const { clock, random } = house.world
  const inFlight = new Set<Promise<void>>()
  const stopping = new AbortController()
  let recovered = house.ledger.engine !== 'sqlite'
  let refusals = 0
  let pausedUntil = 0

  const look = async (): Promise<Next> => {
    if (!recovered) await lapseMailClaims(house)
    recovered = true
    const dueAt = await nextMailAt(house.ledger.reads)
    if (dueAt === null) return 'when-woken'
    const after_ms = Math.max(dueAt - clock.now(), pausedUntil - clock.monotonic())
    if (after_ms > 0) return { after_ms }
    const mails_max = IN_FLIGHT_MAX - inFlight.size
    if (mails_max <= 0) return 'when-woken'
    for (const mail of await claimMails(house, mails_max)) send(mail)
    return 'again'
  }
  const attention = attend(house.world, 'outbox of mails not read', look)
  const send = (mail: ClaimedMail): void => {
    const sending = sendOne(house, transport, mail, stopping.signal)
      .then(weigh)
      .finally(() => {
        inFlight.delete(sending)
        attention.wake()
      })
    inFlight.add(sending)
  }
  const weigh = ({ kind }: MailOutcome): void => {
    tally(kind)
    if (kind !== 'unavailable') refusals = 0
    else if (clock.monotonic() >= pausedUntil)
      pausedUntil = clock.monotonic() + backoff_ms(random, refusals++, PAUSE_FIRST_MS, PAUSE_MOST_MS)
  }
  const unwatch = house.ledger.onCommit(attention.wake)
  attention.wake()

  return {
    async idle() {
      for (let more = true; more; more = inFlight.size > 0) {
        await Promise.all(inFlight)
        await attention.idle()
      }
    },
    async stop() {
      unwatch()
      await attention.stop()
      stopping.abort()
      const waited = new AbortController()
      await Promise.race([Promise.all(inFlight), wait(clock, STOP_WAIT_MS, waited.signal).catch(() => {})])
      waited.abort()
    },
  }
}

/** Sends one claimed mail and enters what that came to: the ledger is asked until it answers, or the mail would go twice. */
async function sendOne(
  house: House,
  transport: MailTransport,
  mail: ClaimedMail,
  stopping: AbortSignal,
): Promise<MailOutcome> {
  const { clock, random, log } = house.world
  const outcome = await outcomeOf(house, transport, mail)
  if (outcome.kind !== 'taken')
    log.warn({ mailId: mail.id, transport: transport.name, kind: outcome.kind }, 'mail not taken')
  for (let tries = 0; ; tries++) {
    try {
      await settleMail(house, mail, outcome)
      return outcome
    } catch (error) {
      log.warn({ mailId: mail.id, error }, 'outcome of a mail not entered')
      if (stopping.aborted) return outcome
      await wait(clock, backoff_ms(random, tries, RETRY_FIRST_MS, RETRY_MOST_MS), stopping).catch(() => {})
    }
  }
}

async function outcomeOf(house: House, transport: MailTransport, mail: ClaimedMail): Promise<MailOutcome> {
  const { clock, random, log } = house.world
  const { attempt, seal_key_id, ...outgoing } = mail
  const again_ms = backoff_ms(random, attempt - 1, AGAIN_FIRST_MS, AGAIN_MOST_MS)
  let cancel: Cancel = () => {}
  const patience = new Promise<MailOutcome>((resolve) => {
    cancel = clock.after(SEND_TIMEOUT_MS, () => resolve({ kind: 'unavailable', why: 'no answer in time', again_ms }))
  })
  const sent = async (): Promise<MailOutcome> => {
    try {
      const attachments = await openAttachments(house, house.ledger.reads, { id: mail.id, seal_key_id })
      await transport.send({ ...outgoing, attachments })
      return { kind: 'taken', transport: transport.name }
    } catch (error) {
      const known = error instanceof MailTransportError
      if (!known) log.error({ mailId: mail.id, transport: transport.name, error }, 'a way for mails failed')
      const why = known ? error.message : 'the way failed'
      return known && error.kind === 'refused' ? { kind: 'refused', why } : { kind: 'unavailable', why, again_ms }
    }
  }
  return Promise.race([sent(), patience]).finally(cancel)
}
