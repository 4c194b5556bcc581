import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { seededRandom } from '../src/std/random.ts'
import type { World } from '../src/std/world.ts'
import { createDongle, type Dongle, type DonglePort } from './dongle/dongle.ts'
import type { DongleIdentity } from './dongle/identity.ts'
import type { LineFault } from './line/faults.ts'
import { faultyLine } from './line/faulty-line.ts'
import { fileNvm } from './nvm/file-nvm.ts'
import { type PtyPort, ptyPort } from './pty-port.ts'

export type DonglesOptions = {
  identities: readonly DongleIdentity[]
  /** Holds their ports (`dongle-1`, `dongle-2`, ... in the order of the identities) and memories (`<Carat-ID>.nvm`). Made when it is not there. */
  dir: string
  /** Its randomness is not used: everything follows from `seed`. */
  world: Pick<World, 'clock' | 'log'>
  /** On every line. */
  faults?: readonly LineFault[]
  /** The same seed strikes the same faults; 1 when absent. */
  seed?: number
}

/** Dongles in one process, each on a pseudoterminal under a name that stays. */
export type Dongles = {
  /** @throws RangeError for a Carat-ID that is not among them */
  dongle(caratId: string): Dongle
  /** In the order of the identities. */
  list(): readonly Dongle[]
  /** Pulls all out; resolves when their ports are gone. */
  stop(): Promise<void>
}

/** Makes the dongles and plugs them in. Resolves when every port can be opened. @throws Error where there are no pseudoterminals */
export async function startDongles(options: DonglesOptions): Promise<Dongles> {
  const { identities, dir, world } = options
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const dongles = new Map(
    identities.map((identity, at) => {
      const port = faultyPort(ptyPort(join(dir, `dongle-${at + 1}`), world), at, options)
      const nvm = fileNvm(join(dir, `${identity.caratId}.nvm`))
      return [identity.caratId, createDongle({ identity, nvm, world, port })]
    }),
  )
  const stop = async (): Promise<void> => {
    await Promise.all([...dongles.values()].map((dongle) => dongle.stop()))
  }
  try {
    for (const dongle of dongles.values()) await dongle.plug()
  } catch (error) {
    await stop()
    throw error
  }
  world.log.info({ dongles: dongles.size }, 'dongles plugged in')
  return {
    dongle(caratId) {
      const dongle = dongles.get(caratId)
      if (!dongle) throw new RangeError(`no dongle ${caratId} here`)
      return dongle
    },
    list: () => [...dongles.values()],
    stop,
  }
}

function faultyPort(port: PtyPort, at: number, { faults = [], seed = 1, world }: DonglesOptions): DonglePort {
  if (faults.length === 0) return port
  const random = seededRandom(seed * 1_000 + at)
  return { ...port, plug: async () => faultyLine(await port.plug(), faults, { clock: world.clock, random }) }
}
