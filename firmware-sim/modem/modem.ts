import type { Clock } from '../../src/std/clock.ts'
import type { SimLine } from '../line.ts'
import { registration } from './at/commands/network.ts'
import { createSession, type Session } from './at/session.ts'
import { factorySettings } from './at/settings.ts'
import type { ModemIdentity, ModemState } from './at/state.ts'
import type { ModemFaults } from './faults.ts'
import type { Carrier } from './network/carrier.ts'
import { createRadio } from './radio.ts'
import { createReceiver } from './receive.ts'
import type { SimCard } from './sim-card.ts'
import { createStorage } from './storage.ts'

/** A GSM modem at the far end of a serial line. It has power while it is plugged in. */
export type Modem = {
  /** Starts it on a line; it was off before. */
  plug(line: SimLine): void
  /** Takes the power away. The line is not closed. */
  unplug(): void
  /** Starts it again, as a fault of its own would: what was being done is forgotten, and it is deaf for a while. */
  restart(): void
  /** The signal in dBm; null for no coverage. */
  hear(signal_dBm: number | null): void
  /** The SIM is taken out, or put back. */
  insertSim(present: boolean): void
  state(): {
    powered: boolean
    registered: boolean
    sim: ReturnType<SimCard['state']>
    messages: number
    messages_max: number
  }
}

export type ModemOptions = {
  identity: ModemIdentity
  number: string
  sim: SimCard
  carrier: Carrier
  faults: ModemFaults
  clock: Clock
  /** Time zone of the network, in quarters of an hour. */
  zone_quarters: number
  /** Places on the SIM. */
  messages_max: number
  /** From power to the first answer, from the SIM to the network, from a message to the network's acceptance. */
  times: { boot_ms: number; register_ms: number; submit_ms: number }
  /** Called when a fault takes the modem off its line. */
  onHangUp(): void
}

const PHONE_MEMORY_MESSAGES_MAX = 100
/** What it shows by itself when it has started, as modems do. */
const GREETING = ['RDY', '+CFUN: 1']

/** A modem without power. It has its number in the network at once. */
export function createModem(options: ModemOptions): Modem {
  const { clock, sim, carrier, times, number } = options
  const stores = { SM: createStorage(options.messages_max), ME: createStorage(PHONE_MEMORY_MESSAGES_MAX) }
  let [epoch, powered, reference, line]: [number, boolean, number, SimLine | null] = [0, false, 0, null]
  let session: Session | null = null

  const tell = (text: string): void => session?.tell(text)
  const radio = createRadio({
    clock,
    register_ms: times.register_ms,
    mayRegister: () => powered && sim.state() === 'ready',
    onStat(stat) {
      if (stat === 1) available()
      if (powered && state.settings.creg > 0) tell(`+CREG: ${registration(state)}`)
    },
  })
  const state: ModemState = {
    ...{ identity: options.identity, number, sim, stores, radio, carrier, clock, faults: options.faults },
    ...{ settings: factorySettings(), csca: carrier.serviceCentre, zone_quarters: options.zone_quarters },
    submit_ms: times.submit_ms,
    epoch: () => epoch,
    restart: () => start(times.boot_ms),
    flush: (act) => receiver.flush(act),
    acknowledge: (taken) => receiver.acknowledge(taken),
    hasRoom: () => available(),
    nextReference: () => {
      reference = (reference + 1) % 256
      return reference
    },
  }
  const receiver = createReceiver(state, tell)
  const available = carrier.connect(number, { take: (tpdu) => receiver.take(tpdu) })

  const off = (): void => {
    epoch += 1
    ;[powered, session] = [false, null]
    receiver.restart()
    sim.restart()
    radio.look()
  }
  const start = (boot_ms: number): void => {
    off()
    const [mine, far] = [epoch, line]
    clock.after(boot_ms, () => {
      if (epoch !== mine || !far) return
      const write = (bytes: string): void => {
        if (epoch === mine) void far.write(Buffer.from(bytes, 'latin1'))
      }
      powered = true
      state.settings = factorySettings()
      session = createSession({ modem: state, write, hangUp: options.onHangUp })
      for (const text of GREETING) tell(text)
      radio.look()
    })
  }
  return {
    plug(next) {
      line = next
      next.onBytes((bytes) => {
        if (line === next) session?.take(bytes)
      })
      start(times.boot_ms)
    },
    unplug() {
      line = null
      off()
    },
    restart: () => start(times.boot_ms),
    hear: (signal_dBm) => radio.hear(signal_dBm),
    insertSim(present) {
      sim.insert(present)
      radio.look()
    },
    state: () => ({
      ...{ powered, registered: radio.stat() === 1, sim: sim.state() },
      ...{ messages: stores.SM.used(), messages_max: stores.SM.size },
    }),
  }
}
