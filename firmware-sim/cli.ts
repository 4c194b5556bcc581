import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { CommanderError } from 'commander'
import type { World } from '../src/std/world.ts'
import { simArguments } from './cli/arguments.ts'
import { holdOpen } from './cli/hold-open.ts'
import { readIdentities } from './cli/read-identities.ts'
import { statusLine } from './cli/status.ts'
import { type Fleet, startFleet } from './fleet.ts'
import { registration } from './identity.ts'

/** Where a command writes, and how it is told to end. */
export type SimIo = { out: (text: string) => void; err: (text: string) => void; stop: AbortSignal }

/** Exit codes of sysexits.h: a wrong command line, input that cannot be read. */
const EXIT_USAGE = 64
const EXIT_INPUT = 66

const STATUS_EVERY_MS = 5_000

/**
 * `koppel sim ...`: runs collars until `io.stop` is aborted.
 * @param argv what follows `sim`
 * @returns the exit code: 0 after a stop, 64 for a wrong command line, 66 for a file that cannot be read or written
 */
export async function simCommand(
  argv: readonly string[],
  io: SimIo,
  world: Pick<World, 'clock' | 'log'>,
): Promise<number> {
  let fleet: Fleet
  let json: boolean
  try {
    const chosen = simArguments(argv, io)
    json = chosen.json
    const identities = await readIdentities(chosen, world.clock.now())
    if (chosen.writeRegistrations) await writePrivate(chosen.writeRegistrations, identities.map(registration))
    fleet = startFleet({ ...chosen, identities, world })
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE
    io.err(`koppel sim: ${error instanceof Error ? error.message : String(error)}\n`)
    return error instanceof TypeError || error instanceof RangeError ? EXIT_USAGE : EXIT_INPUT
  }
  const release = holdOpen()
  try {
    await tellUntilStopped(fleet, io, world, json)
    await fleet.stop()
    return 0
  } finally {
    release()
  }
}

function tellUntilStopped(fleet: Fleet, io: SimIo, { clock }: Pick<World, 'clock'>, json: boolean): Promise<void> {
  return new Promise((resolve) => {
    const tell = (): void => {
      io.out(statusLine(fleet, clock.now(), json))
      next = clock.after(STATUS_EVERY_MS, tell)
    }
    let next = clock.after(Math.min(1_000, STATUS_EVERY_MS), tell)
    const end = (): void => {
      next()
      resolve()
    }
    if (io.stop.aborted) end()
    else io.stop.addEventListener('abort', end, { once: true })
  })
}

/** Readable by its owner alone: device secrets are in it. */
async function writePrivate(path: string, value: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 })
}
