import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type SimulatedModem, startModem } from '../firmware-sim/modem/start.ts'
import { systemBinding } from '../src/serial/port/binding.ts'
import { readPortName } from '../src/serial/port/name.ts'
import { portOpener } from '../src/serial/port/open.ts'
import { systemClock } from '../src/std/clock.ts'
import { silent } from '../src/std/log.ts'
import type { OpenSerialLine } from '../src/std/serial-line.ts'

/** The modem that is held to the contract. */
export type ModemUnderTest = {
  open: OpenSerialLine
  /** Of its SIM; null: it asks for none. */
  pin: string | null
  /** To which number messages may be sent; null: none may. */
  sendTo: string | null
  /** Null for a real one. */
  sim: SimulatedModem | null
  end(): Promise<void>
}

const SIM_PIN = '4711'

/** The port that KOPPEL_HW_MODEM names, otherwise a simulated modem on a pseudoterminal. @throws Error for a name that is no port's */
export async function modemUnderTest(env: NodeJS.ProcessEnv): Promise<ModemUnderTest> {
  const clock = systemClock()
  const binding = await systemBinding()
  const named = env.KOPPEL_HW_MODEM
  if (named) {
    const name = readPortName(named)
    if (!name) throw new Error(`KOPPEL_HW_MODEM=${named} names no port`)
    const pin = env.KOPPEL_HW_MODEM_PIN || null
    const sendTo = env.KOPPEL_HW_MODEM_SEND_TO || null
    return { open: portOpener(binding, name, clock), pin, sendTo, sim: null, end: async () => {} }
  }
  const directory = mkdtempSync(join(tmpdir(), 'koppel-hardware-'))
  const path = join(directory, 'modem')
  const times = { boot_ms: 100, register_ms: 100, submit_ms: 50, transit_ms: 50 }
  const sim = await startModem({ path, world: { clock, log: silent }, seed: 1, pin: SIM_PIN, times })
  return {
    open: portOpener(binding, { kind: 'path', path }, clock),
    pin: SIM_PIN,
    sendTo: '+436601234567',
    sim,
    async end() {
      await sim.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
