import { type SimulatedModem, startModem } from '../../firmware-sim/modem/start.ts'
import type { Config } from '../config.ts'
import type { World } from '../std/world.ts'
import type { DataDir } from './data-dir.ts'
import { SERVER_NUMBER } from './demo-plan.ts'

/** A simulated modem on a port in the data directory, and the configuration that makes it the way to the telephone network. */
export type DemoPhones = { modem: SimulatedModem; sms: Config['sms'] }

const PORT = 'modem'
const SEED = 1
/** A person waits at the terminal: quicker than a real modem, and still one message after the other. */
const TIMES = { boot_ms: 200, register_ms: 100, submit_ms: 100, transit_ms: 50 }
const PER_MINUTE = 600

/**
 * Starts the demo's telephones, unless another way to the network was configured by name. Null: there are none; where the system has no pseudoterminals that
 * is told in the log, and messages are shown on the console.
 */
export async function startDemoPhones(
  configured: Config['sms'] | undefined,
  dir: DataDir,
  world: World,
): Promise<DemoPhones | null> {
  if (configured?.transport !== 'console') return null
  const path = dir.file(PORT)
  try {
    const modem = await startModem({ path, world, seed: SEED, number: SERVER_NUMBER, times: TIMES })
    const port = { port: path, pin: null, number: SERVER_NUMBER }
    return { modem, sms: { ...configured, transport: 'modem', modem: port, perMinute: PER_MINUTE } }
  } catch (error) {
    world.log.warn({ error }, 'no telephones are simulated here')
    return null
  }
}
