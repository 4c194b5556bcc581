import { type SimulatedModem, startModemIn } from '../../firmware-sim/modem/start.ts'
import {
  type HandedOver,
  type OutgoingSms,
  type SmsTransport,
  SmsTransportError,
} from '../../src/flows/sms/transport.ts'
import type { Ledger } from '../../src/flows/tables.ts'
import type { Ground } from '../../src/main/wiring.ts'
import { modemTransport } from '../../src/sms/modem/modem.ts'
import { silent } from '../../src/std/log.ts'
import { ProblemError } from '../../src/std/problems.ts'
import type { OpenSerialLine, SerialLine } from '../../src/std/serial-line.ts'
import { openWorld, type TestWorld } from '../world.ts'
import { memorySocket, OURS } from './modem-setting.ts'

/** One handing over, as the house saw it. `id`: of the message in the outbox, or of the message from a phone that is answered without the ledger. */
export type Sending = {
  id: string
  orphaned: boolean
  outcome: 'under way' | 'died' | 'taken' | SmsTransportError['kind']
}

/** The whole house with our driver on a simulated modem, which outlives it. */
export type ModemWorld = {
  sendings: Sending[]
  /** Called when a message is handed to the driver. */
  onSend(): void
  /** Consulted when the driver brings a message; a throw is the inbox's refusal. */
  onInbound(): void
  /** The ledger cannot be written. */
  away: boolean
  world: TestWorld
  sim: SimulatedModem
  /** Moves the clock on until something holds. @throws Error when it does not within ten minutes */
  until(holds: () => boolean): Promise<void>
  /** The driver of the living backend. */
  transport(): SmsTransport
  close(): Promise<void>
}

/** @param seed of the house's chance and of the modem's faults */
export async function openModemWorld(seed = 1): Promise<ModemWorld> {
  const { socket, open } = memorySocket()
  const story = { sendings: [] as Sending[], onSend: () => {}, onInbound: () => {}, away: false }
  let living: { transport: SmsTransport; line: SerialLine | null; alive: boolean } | null = null

  /** The port of one process: free as soon as that has died, whatever it was about to write. */
  const ground = (under: Ground): Ground => {
    const mine: NonNullable<typeof living> = { transport: undefined as never, line: null, alive: true }
    const openMine: OpenSerialLine = async () => {
      if (!mine.alive) return new Promise(() => {})
      mine.line = await open()
      return mine.line
    }
    const ofTheLiving = <T>(act: () => Promise<T>): Promise<T> => (mine.alive ? act() : new Promise(() => {}))
    mine.transport = modemTransport({
      ...{ world: under.world, open: openMine, pin: null, number: OURS },
      book: { print: (pin) => pin, read: () => null, write: () => {} },
      sink: {
        inbound: (sms) =>
          ofTheLiving(async () => {
            story.onInbound()
            await world.running().desk.inbound(sms)
          }),
        report: (report) => ofTheLiving(() => world.running().desk.report(report)),
      },
    })
    living = mine
    const limits = { inFlight_max: 4, perMinute_max: 10_000 }
    const transport: SmsTransport = { ...mine.transport, send: (sms) => followed(story, mine.transport, sms) }
    return {
      ...under,
      ledger: awayAtTimes(under.ledger, () => story.away),
      sms: { transport, limits, keep_ms: 30 * 86_400_000 },
    }
  }
  const bury = (): void => {
    if (!living) return
    for (const sending of story.sendings) {
      sending.orphaned = true
      if (sending.outcome === 'under way') sending.outcome = 'died'
    }
    living.alive = false
    void living.line?.close()
    living = null
  }
  const world: TestWorld = await openWorld({ seed, kinds: [], sabotage: { ground } })
  const { crash } = world
  world.crash = () => {
    crash()
    bury()
  }
  const sim = await startModemIn(socket, { seed, world: { clock: world.clock, log: silent } })
  return Object.assign(story, {
    world,
    sim,
    async until(holds: () => boolean) {
      for (let step = 0; step < 6_000; step++) {
        if (holds()) return
        await world.advance(100)
      }
      throw new Error('it never came to that')
    },
    transport() {
      if (!living) throw new Error('the backend is down')
      return living.transport
    },
    async close() {
      bury()
      await sim.stop()
      await world.close()
    },
  })
}

/** A ledger that cannot be written while it is away. */
function awayAtTimes(ledger: Ledger, away: () => boolean): Ledger {
  return {
    ...ledger,
    transact: async (name, act) => {
      if (away()) throw new ProblemError('try-again-later', {}, { cause: 'the ledger is away' })
      return ledger.transact(name, act)
    },
  }
}

/** Hands a message to the driver, and notes what is said of it. */
async function followed(
  story: Pick<ModemWorld, 'sendings' | 'onSend'>,
  transport: SmsTransport,
  sms: OutgoingSms,
): Promise<HandedOver> {
  const sending: Sending = { id: sms.id, orphaned: false, outcome: 'under way' }
  story.sendings.push(sending)
  const heard = (outcome: Sending['outcome']): void => {
    if (sending.outcome === 'under way') sending.outcome = outcome
  }
  const taken = transport.send(sms)
  story.onSend()
  try {
    const handedOver = await taken
    heard('taken')
    return handedOver
  } catch (error) {
    heard(error instanceof SmsTransportError ? error.kind : 'unclear')
    throw error
  }
}
