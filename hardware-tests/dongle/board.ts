import { exec } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createDongle } from '../../firmware-sim/dongle/dongle.ts'
import { memoryNvm } from '../../firmware-sim/nvm/nvm.ts'
import { ptyPort } from '../../firmware-sim/pty-port.ts'
import { systemBinding } from '../../src/serial/port/binding.ts'
import type { PortName } from '../../src/serial/port/name.ts'
import { portOpener } from '../../src/serial/port/open.ts'
import { type Clock, systemClock, wait } from '../../src/std/clock.ts'
import { silent } from '../../src/std/log.ts'
import type { OpenSerialLine, SerialLine } from '../../src/std/serial-line.ts'
import { temporaryDirectory } from '../../test/setup/temporary-directory.ts'
import { readDongleVectors } from '../dongle-vectors.ts'
import type { AskedBoard } from './asked.ts'

/** A dongle under test, simulated or real, whose port is free. */
export type Board = {
  /** Opens its port, and waits for a port that is not there yet. */
  open: OpenSerialLine
  key: Uint8Array | null
  /** Takes its power away and gives it back; null where nobody can. */
  powerCycle: (() => Promise<void>) | null
  stop(): Promise<void>
}

/** A minute of lock-out in a second. */
const FASTER = 60
const PORT_BACK_TRIES_MAX = 60
const PORT_BACK_EVERY_MS = 250

/** Gets hold of the board that is asked for. */
export async function takeBoard(asked: AskedBoard): Promise<Board> {
  const clock = systemClock()
  const binding = await systemBinding()
  const opening = (name: PortName): OpenSerialLine => patiently(portOpener(binding, name, clock), clock)
  if (!asked.port) return simulated(clock, opening)
  const { port, key, powerCycle } = asked
  return {
    open: opening(port),
    key,
    powerCycle: powerCycle === null ? null : async () => void (await promisify(exec)(powerCycle)),
    stop: () => Promise.resolve(),
  }
}

/** The dongle of the vectors on a real pseudoterminal, with a clock of its own that runs faster. */
async function simulated(clock: Clock, opening: (name: PortName) => OpenSerialLine): Promise<Board> {
  const { caratId, key, keyVersion } = readDongleVectors().cast
  const folder = temporaryDirectory()
  const port = ptyPort(join(folder, 'dongle-1'), { clock, log: silent })
  const dongle = createDongle({
    identity: { caratId, key: Buffer.from(key, 'hex').toString('base64url'), keyVersion },
    nvm: memoryNvm(),
    world: { clock: faster(clock), log: silent },
    port,
  })
  await dongle.plug()
  return {
    open: opening({ kind: 'path', path: port.path }),
    key: Buffer.from(key, 'hex'),
    async powerCycle() {
      await dongle.unplug()
      await dongle.plug()
    },
    async stop() {
      await dongle.stop()
      rmSync(folder, { recursive: true })
    },
  }
}

function faster(clock: Clock): Clock {
  return {
    now: clock.now,
    monotonic: () => clock.monotonic() * FASTER,
    after: (delay_ms, act) => clock.after(delay_ms / FASTER, act),
  }
}

/** A board that was without power takes a while until the system has its port again. */
function patiently(open: OpenSerialLine, clock: Clock): OpenSerialLine {
  return async (): Promise<SerialLine> => {
    for (let tries = 1; ; tries++) {
      try {
        return await open()
      } catch (error) {
        if (tries === PORT_BACK_TRIES_MAX) throw error
        await wait(clock, PORT_BACK_EVERY_MS)
      }
    }
  }
}
