import { backoff_ms } from '../../std/backoff.ts'
import type { House } from '../house.ts'
import { enterForSure, type Sender, startSender, within } from '../outbox/sender.ts'
import { type ClaimedMail, claimMails, lapseMailClaims, nextMailAt } from './claim-mails.ts'
import { openAttachments } from './queue-mail.ts'
import { type MailOutcome, settleMail } from './settle-mail.ts'
import { type MailTransport, MailTransportError, SEND_TIMEOUT_MS } from './transport.ts'

/** Each may hold 5 MB of files. */
const IN_FLIGHT_MAX = 4
/** A mail that was not taken is tried again after this, then after twice as long (RFC 5321 §4.5.4.1 asks for 30 minutes between tries of one that fails on). */
const AGAIN_FIRST_MS = 5_000
const AGAIN_MOST_MS = 30 * 60_000
const PAUSE = { first_ms: 1_000, most_ms: 60_000 }
const STOP_WAIT_MS = 10_000

/** Starts sending mails. @param tally counts by stable names */
export function startMailSender(
  house: House,
  transport: MailTransport,
  tally: (outcome: MailOutcome['kind']) => void = () => {},
): Sender {
  return startSender<ClaimedMail>(house, {
    what: 'mails',
    inFlight_max: IN_FLIGHT_MAX,
    stopWait_ms: STOP_WAIT_MS,
    pause: PAUSE,
    lapse: () => lapseMailClaims(house),
    nextAt: () => nextMailAt(house.ledger.reads),
    claim: (mails_max) => claimMails(house, mails_max),
    async send(mail, stopping) {
      const outcome = await outcomeOf(house, transport, mail)
      const item = { mailId: mail.id, transport: transport.name }
      if (outcome.kind !== 'taken') house.world.log.warn({ ...item, kind: outcome.kind }, 'mail not taken')
      await enterForSure(house.world, item, () => settleMail(house, mail, outcome), stopping)
      tally(outcome.kind)
      return outcome
    },
  })
}

async function outcomeOf(house: House, transport: MailTransport, mail: ClaimedMail): Promise<MailOutcome> {
  const { random, log } = house.world
  const { attempt, seal_key_id, ...outgoing } = mail
  const again_ms = backoff_ms(random, attempt - 1, AGAIN_FIRST_MS, AGAIN_MOST_MS)
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
  return within(house.world, SEND_TIMEOUT_MS, sent(), { kind: 'unavailable', why: 'no answer in time', again_ms })
}
