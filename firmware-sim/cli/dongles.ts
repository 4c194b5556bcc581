import { resolve } from 'node:path'
import type { World } from '../../src/std/world.ts'
import type { SimIo } from '../cli.ts'
import { type DongleIdentity, masterOf } from '../dongle/identity.ts'
import { type Dongles, startDongles } from '../dongles.ts'
import { type DongleArguments, dongleArguments } from './dongle-arguments.ts'
import { pull } from './dongle-levers.ts'
import { exitCodeOf } from './exit-code.ts'
import { holdOpen } from './hold-open.ts'
import { linesOf } from './lines.ts'
import { readDongles } from './read-dongles.ts'
import { writePrivate } from './write-private.ts'

/**
 * `koppel sim --dongles ...`: dongles on pseudoterminals until `io.stop` is aborted; standard input is levers.
 * @returns the exit code: 0 after a stop, 64 for a wrong command line, 66 for a file that cannot be read or a port that cannot be made
 */
export async function donglesCommand(
  argv: readonly string[],
  io: SimIo,
  world: Pick<World, 'clock' | 'log'>,
): Promise<number> {
  let chosen: DongleArguments
  let identities: DongleIdentity[]
  let dongles: Dongles
  try {
    chosen = dongleArguments(argv, io)
    identities = await readDongles(chosen)
    if (chosen.writeRegistrations) await writePrivate(chosen.writeRegistrations, registrations(identities))
    const { dir, faults, seed } = chosen
    dongles = await startDongles({ identities, dir: resolve(dir), world, faults, seed })
  } catch (error) {
    return exitCodeOf(error, io)
  }
  const release = holdOpen()
  try {
    tell(dongles, identities, chosen, io)
    const levers = identities.map((identity) => ({ identity, dongle: dongles.dongle(identity.caratId) }))
    // One after the other, so that "!state" tells of what was typed before it.
    let last: Promise<void> = Promise.resolve()
    const failed = (error: unknown): void => io.err(`${error instanceof Error ? error.message : String(error)}\n`)
    if (io.input)
      linesOf(io.input, (line) => {
        last = last.then(() => pull(levers, line, io.out)).catch(failed)
      })
    await new Promise<void>((done) => {
      if (io.stop.aborted) done()
      else io.stop.addEventListener('abort', () => done(), { once: true })
    })
    io.input?.destroy()
    await dongles.stop()
    return 0
  } finally {
    release()
  }
}

/** As `POST /api/v1/stock/dongles` takes it. Keys are not in it: a backend derives them. */
function registrations(identities: readonly DongleIdentity[]) {
  return { dongles: identities.map(({ caratId }, at) => ({ caratId, name: `Simulated dongle ${at + 1}` })) }
}

function tell(dongles: Dongles, identities: readonly DongleIdentity[], chosen: DongleArguments, { out }: SimIo): void {
  for (const { caratId, key, keyVersion } of identities) {
    const { path, licenceNumber } = dongles.dongle(caratId).state()
    if (chosen.json) out(`${JSON.stringify({ caratId, path, licenceNumber, key, keyVersion })}\n`)
    else out(`${caratId}  ${licenceNumber}  ${path}\n`)
  }
  if (chosen.json || chosen.identities !== null) return
  out(`Keys of version 1, from the master ${Buffer.from(masterOf(chosen.seed)).toString('hex')}\n`)
}
