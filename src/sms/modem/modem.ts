import { type SmsSink, type SmsTransport, SmsTransportError } from '../../flows/sms/transport.ts'
import { wait } from '../../std/clock.ts'
import { below } from '../../std/random.ts'
import type { OpenSerialLine, SerialLine } from '../../std/serial-line.ts'
import type { World } from '../../std/world.ts'
import { isE164 } from '../e164.ts'
import { asker } from './ask.ts'
import { atLine } from './at-line.ts'
import { MODEM_LIMITS } from './limits.ts'
import { freshMemory, type Lister } from './list.ts'
import { liveAgain } from './lives.ts'
import type { PinBook } from './pin.ts'
import { openSession, type Session } from './session.ts'
import { startUp } from './start-up.ts'

export type ModemOptions = {
  world: World
  /** Opens the modem's line: at the start, and again whenever it was lost. */
  open: OpenSerialLine
  sink: SmsSink
  /** Of the SIM, 4 to 8 digits; null: it asks for none. */
  pin: string | null
  book: PinBook
  /** The SIM's own number, E.164; null: not known. */
  number: string | null
}

const NAME = 'modem'

/** A GSM modem on a serial line (3GPP TS 27.005 in PDU mode, 27.007): started, watched, and started anew when it falls silent, resets or is pulled out. */
export function modemTransport(options: ModemOptions): SmsTransport {
  const { clock, random, log } = options.world
  const memory = freshMemory()
  let reference = below(random, 256)
  let session: Session | null = null
  let why = 'the modem is being started'

  const nextReference = (): number => {
    reference = (reference + 1) % 256
    return reference
  }
  const say = (next: string): void => {
    if (next !== why) log.warn({ why: next }, 'modem not ready')
    why = next
  }
  const life = async (line: SerialLine, stopping: AbortSignal): Promise<number> => {
    const at = atLine(line, clock, (said) => session?.hear(said))
    try {
      const pause = (wait_ms: number): Promise<void> => wait(clock, wait_ms, stopping)
      const started = await startUp(at, pause, options.pin, options.book)
      if ('why' in started) {
        say(started.why)
        return started.kind === 'locked' ? MODEM_LIMITS.locked_ms : 0
      }
      const lister: Lister = {
        ...{ ask: asker(at), clock, log, sink: options.sink, transport: NAME, to: options.number },
        ...{ memories: started.memories, memory },
      }
      const opened = openSession({ at, clock, lister, acknowledges: started.acknowledges, nextReference })
      session = opened
      line.onGone((reason) => opened.end(`the line is gone: ${reason}`))
      log.info({ memories: started.memories }, 'modem started')
      say(await opened.run())
      return 0
    } finally {
      session = null
      at.end()
    }
  }
  const lives = liveAgain(options.world, options.open, life, say)

  return {
    name: NAME,
    async send(sms) {
      if (!isE164(sms.to)) throw new SmsTransportError('rejected', 'not a number in the form of E.164')
      if (sms.text === '') throw new SmsTransportError('rejected', 'no text')
      if (!session) throw new SmsTransportError('unavailable', why)
      return session.send(sms)
    },
    state() {
      const standing = session?.standing()
      if (!standing) return { ready: false, why }
      const { registered, signal_dBm, network } = standing
      return {
        ready: registered,
        ...(registered ? {} : { why: 'not in a network' }),
        ...(signal_dBm === null ? {} : { signal_dBm }),
        ...(network === null ? {} : { network }),
      }
    },
    close: () => lives.close(),
  }
}
