import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { World } from '../src/std/world.ts'
import { createDongle, type Dongle } from './dongle/dongle.ts'
import type { DongleIdentity } from './dongle/identity.ts'
import { fileNvm } from './nvm/file-nvm.ts'
import { ptyPort } from './pty-port.ts'

export type DonglesOptions = {
  identities: readonly DongleIdentity[]
  /** Holds their ports (`dongle-1`, `dongle-2`, ... in the order of the identities) and memories (`<Carat-ID>.nvm`). Made when it is not there. */
  dir: string
  world: Pick<World, 'clock' | 'log'>
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
export async function startDongles({ identities, dir, world }: DonglesOptions): Promise<Dongles> {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const dongles = new Map(
    identities.map((identity, at) => {
      const port = ptyPort(join(dir, `dongle-${at + 1}`), world)
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
