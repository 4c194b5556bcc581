import { type SimulatedModem, startModemIn } from '../../firmware-sim/modem/start.ts'
import type { SmsTransport } from '../../src/flows/sms/transport.ts'
import type { Ground } from '../../src/main/wiring.ts'
import { modemTransport } from '../../src/sms/modem/modem.ts'
import { silent } from '../../src/std/log.ts'
import type { OpenSerialLine, SerialLine } from '../../src/std/serial-line.ts'
import { openWorld, type TestWorld } from '../world.ts'
import { memorySocket, OURS } from './modem-setting.ts'

/** The whole house with our driver on a simulated modem, which outlives it. */
export type ModemWorld = {
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
        inbound: (sms) => ofTheLiving(() => world.running().desk.inbound(sms)),
        report: (report) => ofTheLiving(() => world.running().desk.report(report)),
      },
    })
    living = mine
    const limits = { inFlight_max: 4, perMinute_max: 10_000 }
    return { ...under, sms: { transport: mine.transport, limits, keep_ms: 30 * 86_400_000 } }
  }
  const bury = (): void => {
    if (!living) return
    living.alive = false
    void living.line?.close()
    living = null
  }
  const world = await openWorld({ seed, kinds: [], sabotage: { ground } })
  const { crash } = world
  world.crash = () => {
    crash()
    bury()
  }
  const sim = await startModemIn(socket, { seed, world: { clock: world.clock, log: silent } })
  return {
    world,
    sim,
    async until(holds) {
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
  }
}
