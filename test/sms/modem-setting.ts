import type { SimLine } from '../../firmware-sim/line.ts'
import { type SimulatedModem, type Socket, type StartOptions, startModemIn } from '../../firmware-sim/modem/start.ts'
import type { DeliveryReport, IncomingSms, OutgoingSms, SmsSink, SmsTransport } from '../../src/flows/sms/transport.ts'
import { SmsTransportError } from '../../src/flows/sms/transport.ts'
import { modemTransport } from '../../src/sms/modem/modem.ts'
import type { PinBook, PinRecord } from '../../src/sms/modem/pin.ts'
import { silent } from '../../src/std/log.ts'
import { type ManualClock, manualClock, settle } from '../../src/std/manual-clock.ts'
import { seededRandom } from '../../src/std/random.ts'
import type { OpenSerialLine, SerialLine } from '../../src/std/serial-line.ts'

export const OURS = '+436649477338'
export const PHONE = '+436601234567'

/** A socket in memory: the modem's end stays while it is plugged in, and programs open the other end as often as they like. */
export function memorySocket(): { socket: Socket; open: OpenSerialLine; said: () => string } {
  let plugged: { toModem: (bytes: Uint8Array) => void; goneToModem: (() => void)[] } | null = null
  let taker: ((bytes: Uint8Array) => void) | null = null
  let hangUp: ((why: string) => void) | null = null
  let said = ''
  const socket: Socket = {
    path: null,
    async plug(): Promise<SimLine> {
      const mine = { toModem: (_: Uint8Array): void => {}, goneToModem: [] as (() => void)[] }
      plugged = mine
      return {
        write: async (bytes) => void (plugged === mine && queueMicrotask(() => taker?.(bytes))),
        onBytes: (take) => {
          mine.toModem = take
        },
        onClosed: (take) => void mine.goneToModem.push(take),
        close: async () => socket.unplug(),
      }
    },
    async unplug() {
      for (const take of plugged?.goneToModem ?? []) take()
      plugged = null
      hangUp?.('unplugged')
    },
  }
  const open = async (): Promise<SerialLine> => {
    if (!plugged) throw new Error('port-absent: no such port')
    if (hangUp) throw new Error('port-held: another program has it')
    const farewells: ((why: string) => void)[] = []
    let gone: string | null = null
    const end = (why: string): void => {
      if (gone !== null) return
      gone = why
      hangUp = null
      taker = null
      for (const take of farewells) take(why)
    }
    hangUp = end
    return {
      async write(bytes) {
        if (gone !== null || !plugged) throw new Error('the serial line is gone')
        said += Buffer.from(bytes).toString('latin1')
        const { toModem } = plugged
        queueMicrotask(() => toModem(bytes))
      },
      onBytes: (take) => {
        taker = take
      },
      onGone: (take) => {
        farewells.push(take)
        if (gone !== null) take(gone)
      },
      close: async () => end('closed'),
    }
  }
  return { socket, open, said: () => said }
}

/** Our driver on a simulated modem, on a clock moved by hand. */
export type ModemStory = {
  sim: SimulatedModem
  transport: SmsTransport
  clock: ManualClock
  /** What was passed on, in that order. */
  inbox: IncomingSms[]
  reports: DeliveryReport[]
  /** Where it stands in the way of what comes in. */
  sink: SmsSink
  /** What was written to the line. */
  said(): string
  book: PinBook & { record: PinRecord | null }
  /** Sends, moving the clock until it is known what that came to: the parts' ids, or the error's kind. */
  send(text: string, more?: Partial<OutgoingSms>): Promise<readonly string[] | SmsTransportError['kind']>
  /** A new driver in place of the one that runs: a process that was started anew. */
  restart(): Promise<void>
  /** Moves the clock on until something holds. @throws Error when it does not within ten minutes */
  until(holds: () => boolean): Promise<void>
  end(): Promise<void>
}

export async function modemStory(options: Partial<StartOptions> & { driverPin?: string } = {}): Promise<ModemStory> {
  const clock = manualClock()
  const world = { clock, random: seededRandom(5), log: silent }
  const { socket, open, said } = memorySocket()
  const sim = await startModemIn(socket, { seed: 1, ...options, world })
  const inbox: IncomingSms[] = []
  const reports: DeliveryReport[] = []
  const sink: SmsSink = {
    inbound: async (sms) => void inbox.push(sms),
    report: async (report) => void reports.push(report),
  }
  const book: ModemStory['book'] = {
    record: null,
    print: (pin) => `print of ${pin}`,
    read: () => book.record,
    write: (record) => {
      book.record = record
    },
  }
  const start = (): SmsTransport =>
    modemTransport({
      ...{ world, open, book, pin: options.driverPin ?? null, number: options.number ?? OURS },
      sink: { inbound: (sms) => sink.inbound(sms), report: (report) => sink.report(report) },
    })
  const until = async (holds: () => boolean): Promise<void> => {
    for (let step = 0; step < 6_000; step++) {
      if (holds()) return
      await clock.advance(100)
    }
    throw new Error('it never came to that')
  }
  const story: ModemStory = {
    ...{ sim, clock, inbox, reports, sink, said, book, until },
    transport: start(),
    async send(text, more = {}) {
      let outcome: readonly string[] | SmsTransportError['kind'] | null = null
      story.transport.send({ id: 'sms', to: PHONE, from: null, text, ...more }).then(
        ({ providerIds }) => {
          outcome = providerIds
        },
        (error: unknown) => {
          outcome = error instanceof SmsTransportError ? error.kind : 'unclear'
        },
      )
      await settle()
      await until(() => outcome !== null)
      return outcome ?? []
    },
    async restart() {
      await story.transport.close()
      story.transport = start()
    },
    async end() {
      await story.transport.close()
      await sim.stop()
    },
  }
  return story
}
