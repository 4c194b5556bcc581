import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text as textOf } from 'node:stream/consumers'
import { type SimulatedModem, startModem } from '../../firmware-sim/modem/start.ts'
import { spawnApart } from '../../firmware-sim/testing/spawn-apart.ts'
import { systemClock } from '../../src/std/clock.ts'
import { silent } from '../../src/std/log.ts'
import { findSmsClient } from '../setup/sms-clients.ts'

/** A simulated modem on a pseudoterminal, and Debian's gammu to open it. */
export type GammuBench = {
  sim: SimulatedModem
  /** Runs gammu to its end. @returns what it printed @throws Error with that when it failed */
  gammu(...args: string[]): Promise<string>
  end(): Promise<void>
}

const TIMES = { boot_ms: 0, register_ms: 0, submit_ms: 20, transit_ms: 0 }

/** @throws Error that says how to get gammu where it is missing */
export async function gammuBench(): Promise<GammuBench> {
  const program = findSmsClient('gammu')
  const directory = mkdtempSync(join(tmpdir(), 'koppel-gammu-'))
  const path = join(directory, 'modem')
  const configuration = join(directory, 'gammurc')
  writeFileSync(configuration, `[gammu]\ndevice = ${path}\nconnection = at\nsynchronizetime = no\n`)
  const world = { clock: systemClock(), log: silent }
  const sim = await startModem({ path, world, seed: 1, messages_max: 60, times: TIMES })
  return {
    sim,
    async gammu(...args) {
      const child = spawnApart(program, ['-c', configuration, ...args], {
        env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', HOME: directory },
      })
      if (!child.stdout || !child.stderr) throw new Error('no pipes')
      const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
      const [out, err, code] = await Promise.all([textOf(child.stdout), textOf(child.stderr), ended])
      if (code !== 0) throw new Error(`gammu ${args[0]} ended with ${code}: ${out}${err}`)
      return out
    },
    async end() {
      await sim.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
