import type { Clock } from '../../std/clock.ts'
import type { Log } from '../../std/log.ts'
import { answerTo, COMMAND, isAnswer, STATUS } from './commands.ts'
import type { Connection } from './gather.ts'
import { SMPP_LIMITS } from './limits.ts'
import { type Link, openLink } from './link.ts'
import { cText, MalformedPdu, type Pdu, readBody } from './pdu.ts'
import { type Requests, requests } from './requests.ts'
import { readShortMessage, type ShortMessage } from './short-message.ts'
import type { Wire } from './wire.ts'

/** Who we are to an SMSC. */
export type SmppAccount = { systemId: string; password: string; systemType: string }

/** What a submit_sm came to: the status, and the SMSC's id of the message, empty where it gave none; null = the session ended first. */
export type Submitted = { status: number; messageId: string } | null

/** A session that is bound. */
export type Session = {
  /** Sends a submit_sm. The window is the caller's business. */
  submit(body: Uint8Array): Promise<Submitted>
  /** Waits for what is under way, says goodbye, and ends; each of the two within the time that closing may take. */
  unbind(): Promise<void>
  /** Resolves to why it ended. Never rejects. */
  ended: Promise<string>
}

/** What a session works with. `onDeliver` resolves to the status to be answered, when the message is where it must be. */
export type SessionParts = {
  clock: Clock
  log: Log
  onDeliver(message: ShortMessage, on: Connection): Promise<number>
}

/** Binds as a transceiver on a fresh connection (SMPP 3.4 §4.1.5). @throws Error with why it was not bound; the connection is closed then */
export async function bind(wire: Wire, account: SmppAccount, parts: SessionParts): Promise<Session> {
  const { clock } = parts
  const asked = requests(clock, () => link.end('the SMSC does not answer'))
  const incoming = deliveries(parts, (pdu, status) => respond(link, pdu, status, NO_ID))
  let isBound = false
  const ask = async (command: number, body: Uint8Array, timeout_ms: number): Promise<Pdu | null> => {
    if (link.connection.endedAt_ms !== null) return null
    const { sequence, answer } = asked.open(command, timeout_ms)
    void link.write({ command, status: STATUS.ESME_ROK, sequence, body })
    return answer
  }
  const link: Link = openLink(wire, {
    clock,
    onEnd: () => asked.end(),
    onIdle: () => void ask(COMMAND.enquire_link, NOTHING, SMPP_LIMITS.enquire_timeout_ms),
    onPdu(pdu) {
      if (isAnswer(pdu.command)) takeAnswer(link, asked, pdu)
      else if (pdu.command === COMMAND.deliver_sm && isBound) incoming.take(pdu, link)
      else takeRequest(link, pdu)
    },
  })

  const { systemId, password, systemType } = account
  const who = Buffer.concat([...[systemId, password, systemType].map(cText), Uint8Array.of(0x34, 0, 0), cText('')])
  const bound = await ask(COMMAND.bind_transceiver, who, SMPP_LIMITS.bind_timeout_ms)
  if (bound && bound.status !== STATUS.ESME_ROK)
    link.end(`the SMSC refused the bind, status 0x${bound.status.toString(16)}`)
  if (bound === null || bound.status !== STATUS.ESME_ROK) throw new Error(await link.ended)
  isBound = true
  return {
    ended: link.ended,
    async submit(body) {
      const answer = await ask(COMMAND.submit_sm, body, SMPP_LIMITS.response_timeout_ms)
      return answer && { status: answer.status, messageId: messageIdOf(answer) }
    },
    async unbind() {
      await Promise.race([Promise.all([asked.quiet(), incoming.quiet()]), link.ended, patience(clock, link.ended)])
      await ask(COMMAND.unbind, NOTHING, SMPP_LIMITS.close_timeout_ms)
      link.end('closed')
    },
  }
}

const NOTHING = new Uint8Array()
/** message_id of deliver_sm_resp is unused and NULL (§4.6.2). */
const NO_ID = cText('')

/** Resolves when closing has taken long enough; leaves no timer behind when the session ends first. */
function patience(clock: Clock, ended: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(SMPP_LIMITS.close_timeout_ms, resolve)
    void ended.then(cancel)
  })
}

/** An SMSC that says more than it should with the id has taken the message all the same. */
function messageIdOf({ body }: Pdu): string {
  try {
    return readBody(body).text(65)
  } catch {
    return ''
  }
}

function respond(link: Link, to: Pdu, status: number, body: Uint8Array = NOTHING): Promise<void> {
  return link.write({ command: answerTo(to.command), status, sequence: to.sequence, body })
}

/** Answers to what nobody asks any more are let go. */
function takeAnswer(link: Link, asked: Requests, pdu: Pdu): void {
  if (asked.settle(pdu) === 'wrong') link.end('the SMSC answered what was not asked')
}

function takeRequest(link: Link, pdu: Pdu): void {
  switch (pdu.command) {
    case COMMAND.enquire_link:
      void respond(link, pdu, STATUS.ESME_ROK)
      return
    case COMMAND.alert_notification:
      return
    case COMMAND.unbind:
      void respond(link, pdu, STATUS.ESME_ROK).then(() => link.end('the SMSC said goodbye'))
      return
    default:
      void link.write({ ...pdu, command: COMMAND.generic_nack, status: STATUS.ESME_RINVCMDID, body: NOTHING })
  }
}

/** What the SMSC delivers: answered when it is where it must be, and not more at once than there may be. */
function deliveries(
  { log, onDeliver }: SessionParts,
  answer: (pdu: Pdu, status: number) => Promise<void>,
): { take(pdu: Pdu, link: Link): void; quiet(): Promise<unknown> } {
  const under = new Set<Promise<void>>()
  let malformed = 0
  const deliver = async (pdu: Pdu, message: ShortMessage, on: Connection): Promise<void> => {
    const status = await onDeliver(message, on).catch(() => STATUS.ESME_RX_T_APPN)
    await answer(pdu, status)
  }
  return {
    quiet: () => Promise.all(under),
    take(pdu, link) {
      if (under.size >= SMPP_LIMITS.deliveries_max) {
        void answer(pdu, STATUS.ESME_RX_T_APPN)
        return
      }
      try {
        const delivery = deliver(pdu, readShortMessage(pdu.body), link.connection)
        malformed = 0
        under.add(delivery)
        void delivery.finally(() => under.delete(delivery))
      } catch (error) {
        if (!(error instanceof MalformedPdu)) throw error
        log.warn({ why: error.message }, 'SMPP message not read')
        // The frame was whole, and what follows can be read; but not for ever.
        if (++malformed >= SMPP_LIMITS.malformed_max) link.end('the SMSC sends what cannot be read')
        else void answer(pdu, STATUS.ESME_RINVMSGLEN)
      }
    },
  }
}
