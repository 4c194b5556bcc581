import { type HandedOver, type OutgoingSms, SmsTransportError } from '../../flows/sms/transport.ts'
import type { Cancel, Clock } from '../../std/clock.ts'
import { asker } from './ask.ts'
import type { AtLine, Unsolicited } from './at-line.ts'
import { STARTED } from './at-machine.ts'
import { MODEM_LIMITS } from './limits.ts'
import { keepDirect, type Lister, listAndPass, passReport } from './list.ts'
import { sendOnModem } from './send.ts'
import { isRegistered, networkIn, registrationIn, signalIn, tpduOctetsIn } from './told.ts'

/** What is known of the network. */
export type Standing = { registered: boolean; signal_dBm: number | null; network: string | null }

/** A message on its way, with who waits for it. */
export type SendJob = {
  sms: OutgoingSms
  resolve: (taken: HandedOver) => void
  reject: (error: unknown) => void
}

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
  acknowledges: boolean
  /** Joins the parts of the next message. */
  nextReference(): number
}

/** One thing after the other: reports, what came, the network, what is to be sent. */
export function openSession({ at, clock, lister, acknowledges, nextReference }: SessionParts): Session {
  const ask = asker(at)
  const sends: SendJob[] = []
  const reports: Unsolicited[] = []
  const due = { list: true, poll: true, acknowledgements: 0 }
  const standing: Standing = { registered: false, signal_dBm: null, network: null }
  const troubles = at.troubles()
  let ended: string | null = null
  let woken = Promise.withResolvers<void>()
  const timers: Record<'list' | 'poll', Cancel> = { list: () => {}, poll: () => {} }

  const over = Promise.withResolvers<void>()

  const wake = (): void => woken.resolve()
  const end = (why: string): void => {
    ended ??= why
    over.resolve()
    wake()
  }
  const later = (duty: 'list' | 'poll', wait_ms: number): void => {
    timers[duty]()
    timers[duty] = clock.after(wait_ms, () => {
      due[duty] = true
      wake()
    })
  }
  const list = async (): Promise<void> => {
    due.list = false
    const direct = due.acknowledgements
    const all = await listAndPass(lister)
    later('list', all ? MODEM_LIMITS.list_ms : MODEM_LIMITS.list_again_ms)
    if (!all) return
    due.acknowledgements -= direct
    for (let count = 0; count < direct; count++) await ask('AT+CNMA')
  }
  const poll = async (): Promise<void> => {
    due.poll = false
    const stat = registrationIn((await ask('AT+CREG?', '+CREG')).lines[0] ?? '')
    const registered = stat !== null && isRegistered(stat)
    standing.signal_dBm = signalIn((await ask('AT+CSQ', '+CSQ')).lines[0] ?? '')
    if (!registered) standing.network = null
    else standing.network ??= networkIn((await ask('AT+COPS?', '+COPS')).lines[0] ?? '')
    standing.registered = registered
    later('poll', registered ? MODEM_LIMITS.poll_ms : MODEM_LIMITS.poll_unregistered_ms)
  }
  const report = async ({ text, pdu }: Unsolicited): Promise<void> => {
    if (pdu !== null) await passReport(lister, pdu, tpduOctetsIn(text))
    if (acknowledges) await ask('AT+CNMA')
  }
  const send = async ({ sms, resolve, reject }: SendJob): Promise<void> => {
    await sendOnModem(at, clock, sms, nextReference()).then(resolve, reject)
  }
  /** The next thing to do; null when there is nothing. */
  const duty = (): Promise<void> | null => {
    const [waiting] = reports.splice(0, 1)
    if (waiting) return report(waiting)
    if (due.list) return list()
    if (due.poll) return poll()
    const job = sends.shift()
    return job ? send(job) : null
  }
  const hear = ({ text, pdu }: Unsolicited): void => {
    if (/^\+(CMTI|CDSI):/.test(text)) due.list = true
    else if (/^\+CREG:/.test(text)) due.poll = true
    else if (/^\+CDS:/.test(text) && reports.length < MODEM_LIMITS.commands_max) reports.push({ text, pdu })
    else if (/^\+CMT:/.test(text) && pdu !== null) {
      keepDirect(lister, pdu, tpduOctetsIn(text))
      if (acknowledges) due.acknowledgements++
      due.list = true
    } else if (STARTED.test(text)) end('the modem has started anew')
    wake()
  }
  const serve = async (): Promise<void> => {
    while (ended === null) {
      const doing = duty()
      // Who ends it does not wait for the sink, nor for a modem that is gone.
      if (doing === null) await woken.promise
      else await Promise.race([doing, over.promise])
      woken = Promise.withResolvers<void>()
      if (at.troubles() > troubles) end('the modem does not answer')
    }
  }
  const run = async (): Promise<string> => {
    try {
      await serve()
    } finally {
      end('a fault in the driver')
      timers.list()
      timers.poll()
      for (const { reject } of sends.splice(0)) reject(new SmsTransportError('unavailable', ended ?? ''))
    }
    return ended ?? ''
  }
  return {
    standing: () => standing,
    hear,
    run,
    send(sms) {
      if (ended !== null) return Promise.reject(new SmsTransportError('unavailable', ended))
      if (!standing.registered) return Promise.reject(new SmsTransportError('unavailable', 'not in a network'))
      if (sends.length >= MODEM_LIMITS.sends_max)
        return Promise.reject(new SmsTransportError('unavailable', 'too many messages wait'))
      return new Promise((resolve, reject) => {
        sends.push({ sms, resolve, reject })
        wake()
      })
    },
    end,
  }
}
