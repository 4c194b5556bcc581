import { join } from 'node:path'
import type { CollarIdentity } from '../../firmware-sim/identity.ts'
import { systemClock, wait } from '../../src/std/clock.ts'
import { type Figure, figure } from '../figure.ts'
import { inNewDirectory, startHouse } from '../house/house.ts'
import { switchOn } from '../house/pack.ts'
import { startServer } from '../house/start-server.ts'
import { residentMemory_kB } from '../measure/resident-memory.ts'
import { startChild } from '../process/child.ts'

const COLLARS = 1_000
/** After the start, and while every collar reports each five seconds: what a process holds in its first moment says little. */
const SETTLE_MS = 3_000
const REPORTING_MS = 20_000
const MB_KB = 1_024

/** Resident memory of `koppel serve`: idle, and what 1,000 connected and reporting collars add to it. */
export function memoryFigures(): Promise<Figure[]> {
  return inNewDirectory(async (directory) => {
    const dataDir = join(directory, 'house')
    const filled = await startHouse(dataDir, { accounts: 50, collars: COLLARS, codes: 0 })
    const identities = filled.seeded.collars.map(({ identity }) => identity)
    await filled.stop()

    const server = await startServer(dataDir)
    const house = await weigh(directory, identities, server)
    await server.stop()
    const bare = startChild(new URL('../peers/bare-server.ts', import.meta.url))
    const { mqttUrl } = await bare.ask<{ mqttUrl: string }>({ kind: 'address' })
    const peer = await weigh(directory, identities, { pid: bare.pid, mqttUrl })
    await bare.stop()

    const name = 'Fastify + aedes, empty'
    return [
      figure('memory-idle', 'MB', {
        value: house.idle_kB / MB_KB,
        peer: { name, value: peer.idle_kB / MB_KB },
      }),
      figure(`memory-${COLLARS}`, 'kB/collar', {
        value: (house.busy_kB - house.idle_kB) / COLLARS,
        peer: { name, value: (peer.busy_kB - peer.idle_kB) / COLLARS },
      }),
    ]
  })
}

async function weigh(
  directory: string,
  identities: readonly CollarIdentity[],
  { pid, mqttUrl }: { pid: number; mqttUrl: string },
): Promise<{ idle_kB: number; busy_kB: number }> {
  const clock = systemClock()
  await wait(clock, SETTLE_MS)
  const idle_kB = await residentMemory_kB(pid)
  const pack = await switchOn(directory, { identities, mqttUrl, memories: null })
  await wait(clock, REPORTING_MS)
  const busy_kB = await residentMemory_kB(pid)
  await pack.stop()
  return { idle_kB, busy_kB }
}
