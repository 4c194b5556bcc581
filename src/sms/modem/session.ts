import { type HandedOver, type OutgoingSms, SmsTransportError } from '../../flows/sms/transport.ts'
import type { Clock } from '../../std/clock.ts'
import { enter, newAgenda } from './agenda.ts'
import { asker } from './ask.ts'
import type { AtLine, Unsolicited } from './at-line.ts'
import { MODEM_LIMITS } from './limits.ts'
import { keepDirect, type Lister, listAndPass, passReport } from './list.ts'
import { sendOnModem } from './send.ts'
import { askStanding, type Standing, unknownStanding } from './standing.ts'
import { tpduOctetsIn } from './told.ts'

/** A message on its way, with who waits for it. */
type SendJob = { sms: OutgoingSms; resolve: (taken: HandedOver) => void; reject: (error: unknown) => void }

/** A modem in use, from its start to the loss of its line. */
export type Session = {
  standing(): Standing
  hear(said: Unsolicited): void
  /** @throws SmsTransportError */
  send(sms: OutgoingSms): Promise<HandedOver>
  /** Resolves, with the reason, when the modem must be started anew. */
  run(): Promise<string>
  /** Takes nothing more, and lets `run` resolve. */
  end(why: string): void
}

export type SessionParts = {
  at: AtLine
  clock: Clock
  lister: Lister
  /** What is shown and not stored wants an acknowledgement. */
  acknowledges: boolean
  /** Joins the parts of the next message. */
  nextReference(): number
}

/** One thing after the other: reports, what came, the network, what is to be sent. */
export function openSession(parts: SessionParts): Session {
  const { at, clock, lister, acknowledges } = parts
  const agenda = newAgenda(clock)
  const standing = unknownStanding()
  const sends: SendJob[] = []
  const troubles = at.troubles()
  const over = Promise.withResolvers<void>()
  let ended: string | null = null

  const end = (why: string): void => {
    ended ??= why
    over.resolve()
    agenda.wake()
  }
  const acknowledge = async (count: number): Promise<void> => {
    for (let one = 0; one < count && acknowledges; one++) await asker(at)('AT+CNMA')
  }
  const list = async (): Promise<void> => {
    agenda.due.list = false
    const shown = agenda.unacknowledged
    const all = await listAndPass(lister)
    agenda.later('list', all ? MODEM_LIMITS.list_ms : MODEM_LIMITS.list_again_ms)
    if (!all) return
    agenda.unacknowledged -= shown
    await acknowledge(shown)
  }
  const poll = async (): Promise<void> => {
    agenda.due.poll = false
    agenda.later('poll', await askStanding(asker(at), standing))
  }
  const report = async ({ text, pdu }: Unsolicited): Promise<void> => {
    if (pdu !== null) await passReport(lister, pdu, tpduOctetsIn(text))
    await acknowledge(1)
  }
  /** The next thing to do; null when there is nothing. */
  const duty = (): Promise<void> | null => {
    const waiting = agenda.reports.shift()
    if (waiting) return report(waiting)
    if (agenda.due.list) return list()
    if (agenda.due.poll) return poll()
    const job = sends.shift()
    return job ? sendOnModem(at, clock, job.sms, parts.nextReference()).then(job.resolve, job.reject) : null
  }
  const run = async (): Promise<string> => {
    try {
      while (ended === null) {
        // Who ends it does not wait for the sink, nor for a modem that is gone.
        await Promise.race([duty() ?? agenda.woken(), over.promise])
        if (at.troubles() > troubles) end('the modem does not answer')
      }
    } finally {
      end('a fault in the driver')
      agenda.stop()
      for (const { reject } of sends.splice(0)) reject(unavailable(ended ?? ''))
    }
    return ended ?? ''
  }
  return {
    standing: () => standing,
    hear(said) {
      const keep = ({ text, pdu }: Unsolicited): void => keepDirect(lister, pdu ?? '', tpduOctetsIn(text))
      if (!enter(agenda, said, keep)) end('the modem has started anew')
    },
    run,
    send(sms) {
      if (ended !== null) return Promise.reject(unavailable(ended))
      if (!standing.registered) return Promise.reject(unavailable('not in a network'))
      if (sends.length >= MODEM_LIMITS.sends_max) return Promise.reject(unavailable('too many messages wait'))
      return new Promise((resolve, reject) => {
        sends.push({ sms, resolve, reject })
        agenda.wake()
      })
    },
    end,
  }
}

function unavailable(why: string): SmsTransportError {
  return new SmsTransportError('unavailable', why)
}
