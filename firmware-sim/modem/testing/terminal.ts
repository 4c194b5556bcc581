import { silent } from '../../../src/std/log.ts'
import { type ManualClock, manualClock, settle } from '../../../src/std/manual-clock.ts'
import type { SerialLine } from '../../../src/std/serial-line.ts'
import { linePair } from '../../line.ts'
import { type SimulatedModem, type Socket, type StartOptions, startModemIn } from '../start.ts'

/** A person at a terminal that is plugged into a simulated modem, on a clock moved by hand. */
export type Terminal = {
  sim: SimulatedModem
  clock: ManualClock
  /** Types a command and CR; lets `wait_ms` pass. @returns what has been shown since the last call, `\r\n` as `\n` */
  type(text: string, wait_ms?: number): Promise<string>
  /** Types as it stands. */
  raw(text: string, wait_ms?: number): Promise<string>
  /** What has been shown since the last call, after `wait_ms` more. */
  shown(wait_ms?: number): Promise<string>
}

/** A modem that has started and is in the network, its echo off and its greeting read. */
export async function openTerminal(options: Partial<StartOptions> = {}): Promise<Terminal> {
  const clock = manualClock()
  let host: SerialLine | null = null
  let seen = ''
  const socket: Socket = {
    path: null,
    async plug() {
      const pair = linePair()
      host = pair.host
      host.onBytes((bytes) => {
        seen += Buffer.from(bytes).toString('latin1')
      })
      return pair.device
    },
    async unplug() {
      await host?.close()
      host = null
    },
  }
  const sim = await startModemIn(socket, { seed: 1, ...options, world: { clock, log: silent } })
  const shown = async (wait_ms = 0): Promise<string> => {
    await settle()
    await clock.advance(wait_ms)
    const text = seen.replaceAll('\r\n', '\n')
    seen = ''
    return text
  }
  const raw = async (text: string, wait_ms = 0): Promise<string> => {
    await host?.write(Buffer.from(text, 'latin1'))
    return shown(wait_ms)
  }
  await clock.advance(5_000)
  await raw('ATE0\r')
  return { sim, clock, raw, shown, type: (text, wait_ms) => raw(`${text}\r`, wait_ms) }
}
