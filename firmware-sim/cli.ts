import type { World } from '../src/std/world.ts'
import { simArguments } from './cli/arguments.ts'
import { donglesCommand } from './cli/dongles.ts'
import { exitCodeOf } from './cli/exit-code.ts'
import { holdOpen } from './cli/hold-open.ts'
import { modemCommand } from './cli/modem.ts'
import { readIdentities } from './cli/read-identities.ts'
import { roomFault, systemRoom } from './cli/room.ts'
import { statusLine } from './cli/status.ts'
import { writePrivate } from './cli/write-private.ts'
import { type Fleet, startFleet } from './fleet.ts'
import { registration } from './identity.ts'

/** Where a command writes, what is typed while it runs, and how it is told to end. */
export type SimIo = {
  out: (text: string) => void
  err: (text: string) => void
  /** Standard input; absent where nobody types. */
  input?: SimInput
  stop: AbortSignal
}

/** The part of a readable stream that is used: pieces of text, until it is let go. */
export type SimInput = {
  on(event: 'data', take: (piece: string | Uint8Array) => void): unknown
  destroy(): unknown
}

const STATUS_EVERY_MS = 5_000
/** Of sysexits.h: the system does not grant what is needed. */
const EXIT_SYSTEM = 71

/**
 * `koppel sim ...`: runs collars, or with --modem a GSM modem, or with --dongles dongles, until `io.stop` is aborted.
 * @param argv what follows `sim`
 * @returns the exit code: 0 after a stop, 64 for a wrong command line, 66 for a file that cannot be read or written, 71 for more collars than
 *   the system has open files or ports for
 */
export async function simCommand(
  argv: readonly string[],
  io: SimIo,
  world: Pick<World, 'clock' | 'log'>,
): Promise<number> {
  if (argv.includes('--modem')) return modemCommand(argv, io, world)
  if (argv.includes('--dongles')) return donglesCommand(argv, io, world)
  let fleet: Fleet
  let json: boolean
  try {
    const chosen = simArguments(argv, io)
    json = chosen.json
    const identities = await readIdentities(chosen, world.clock.now())
    if (chosen.writeRegistrations) await writePrivate(chosen.writeRegistrations, identities.map(registration))
    if (chosen.url === null) return 0
    const fault = roomFault(identities.length, systemRoom())
    if (fault !== null) {
      io.err(`koppel sim: ${fault}\n`)
      return EXIT_SYSTEM
    }
    fleet = startFleet({ ...chosen, url: chosen.url, identities, world })
  } catch (error) {
    return exitCodeOf(error, io)
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
