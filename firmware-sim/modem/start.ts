import { wait } from '../../src/std/clock.ts'
import type { World } from '../../src/std/world.ts'
import type { SimLine } from '../line.ts'
import { ptyPort } from '../pty-port.ts'
import { isAddress } from './codec/address.ts'
import { createFaults, type ModemFault, type ModemFaults } from './faults.ts'
import { createModem, type Modem } from './modem.ts'
import { type Carrier, createCarrier } from './network/carrier.ts'
import type { Phone } from './network/phone.ts'
import { createSimCard, type SimCard } from './sim-card.ts'

/** What a person's telephone was answered: texts from the modem's number, whole, in their order. */
export type SayOptions = {
  /** How long to wait for the first. */
  timeout_ms: number
  /** How long to wait for one more after each. */
  quiet_ms: number
}

/** A modem that is plugged in, with its network and everybody's telephones. */
export type SimulatedModem = {
  /** What programs open; null for a line in memory. */
  readonly path: string | null
  /** Its telephone number, E.164. */
  readonly number: string
  readonly carrier: Carrier
  readonly faults: ModemFaults
  readonly sim: SimCard
  readonly modem: Modem
  phone(number: string): Phone
  /** Brings a text to the modem: from a telephone, or from a sender with a name. @throws RangeError for a sender or a text that no SMS can have */
  inject(from: string, text: string): void
  /**
   * Plays a person: sends the text and waits for what comes back to that number. Who speaks from the same number waits for the one before.
   * @returns the answers, empty when none came in time. @throws RangeError as `inject` does
   */
  say(from: string, text: string, options?: Partial<SayOptions>): Promise<string[]>
  /** Pulled out of its socket, and plugged in again. */
  unplug(): Promise<void>
  plug(): Promise<void>
  stop(): Promise<void>
}

export type StartOptions = {
  world: Pick<World, 'clock' | 'log'>
  /** The same seed draws the same faults. */
  seed: number
  number?: string
  /** Null: the SIM asks for none. */
  pin?: string | null
  messages_max?: number
  faults?: readonly ModemFault[]
  times?: Partial<{ boot_ms: number; register_ms: number; submit_ms: number; transit_ms: number; replug_ms: number }>
}

/** Where the modem sits: a name for programs to open, or lines handed out in memory. `plug` resolves when the line can be opened. */
export type Socket = { path: string | null; plug(): Promise<SimLine>; unplug(): Promise<void> }

const DEFAULTS = {
  number: '+436649477338',
  messages_max: 20,
  times: { boot_ms: 1_500, register_ms: 1_000, submit_ms: 300, transit_ms: 200, replug_ms: 2_000 },
}
const SAY_DEFAULTS: SayOptions = { timeout_ms: 30_000, quiet_ms: 500 }
const IDENTITY = { manufacturer: 'Koppel', model: 'SIM-1', revision: '1.0', imei: '490154203237518' }
const SIM = { imsi: '232011234567890', iccid: '8943011234567890124', puk: '12345678' }
const NETWORK = { serviceCentre: '+436640501', country: '43', zone_quarters: 4 }

/** Starts a modem on a pseudoterminal. @param options `path`: the name that programs open, which stays the same when it is plugged in anew */
export function startModem({ path, ...options }: StartOptions & { path: string }): Promise<SimulatedModem> {
  return startModemIn(ptyPort(path, options.world), options)
}

/** Starts a modem in a socket of one's own. Resolves when it is plugged in; its answers begin after the time that it takes to start. */
export async function startModemIn(socket: Socket, options: StartOptions): Promise<SimulatedModem> {
  const { clock } = options.world
  const number = options.number ?? DEFAULTS.number
  const times = { ...DEFAULTS.times, ...options.times }
  const faults = createFaults(options.seed)
  faults.stand(options.faults ?? [])
  const carrier = createCarrier({ clock, faults, transit_ms: times.transit_ms, ...NETWORK })
  const sim = createSimCard({ ...SIM, pin: options.pin ?? null })
  let [stopped, plugged] = [false, false]
  const modem = createModem({
    ...{ identity: IDENTITY, number, sim, carrier, faults, clock, times, zone_quarters: NETWORK.zone_quarters },
    messages_max: options.messages_max ?? DEFAULTS.messages_max,
    onHangUp: () => void fallOut(),
  })
  const unplug = async (): Promise<void> => {
    plugged = false
    modem.unplug()
    await socket.unplug()
  }
  const plug = async (): Promise<void> => {
    if (stopped || plugged) return
    plugged = true
    modem.plug(await socket.plug())
  }
  const fallOut = async (): Promise<void> => {
    await unplug()
    await wait(clock, times.replug_ms)
    await plug()
  }
  const inject = (from: string, text: string): void => {
    if (!isAddress(from)) throw new RangeError(`no sender of an SMS: "${from}"`)
    if (/^\+?[0-9]+$/.test(from) && from !== number) carrier.phone(from).send(number, text)
    else carrier.bring(from, number, text)
  }
  await plug()
  return {
    ...{ path: socket.path, number, carrier, faults, sim, modem, inject, unplug, plug },
    phone: (other) => carrier.phone(other),
    say: speaker({ clock, carrier, number, inject }),
    async stop() {
      stopped = true
      carrier.close()
      await unplug()
    },
  }
}

/** `say`, one at a time for each number. */
function speaker(around: {
  clock: World['clock']
  carrier: Carrier
  number: string
  inject(from: string, text: string): void
}): SimulatedModem['say'] {
  const { clock, carrier, number, inject } = around
  const turns = new Map<string, Promise<unknown>>()
  const ask = async (from: string, text: string, { timeout_ms, quiet_ms }: SayOptions): Promise<string[]> => {
    const answers: string[] = []
    const done = Promise.withResolvers<void>()
    let give = clock.after(timeout_ms, done.resolve)
    const deaf = carrier.phone(from).onText((shown) => {
      if (shown.from !== number) return
      answers.push(shown.text)
      give()
      give = clock.after(quiet_ms, done.resolve)
    })
    try {
      inject(from, text)
      await done.promise
    } finally {
      give()
      deaf()
    }
    return answers
  }
  return (from, text, options) => {
    if (!/^\+[1-9][0-9]{3,14}$/.test(from) || from === number)
      return Promise.reject(new RangeError(`no telephone number: "${from}"`))
    const turn = (turns.get(from) ?? Promise.resolve()).then(() => ask(from, text, { ...SAY_DEFAULTS, ...options }))
    const settled = turn.catch(() => {})
    turns.set(from, settled)
    void settled.then(() => turns.get(from) === settled && turns.delete(from))
    return turn
  }
}
