import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock, wait } from '../../src/std/clock.ts'
import { type Figure, figure } from '../figure.ts'
import { inNewDirectory } from '../house/house.ts'
import { strangers } from '../load/clients.ts'
import { startPublishers } from '../load/publishers.ts'
import { median } from '../measure/quantile.ts'
import { residentMemory_kB } from '../measure/resident-memory.ts'
import { startMosquitto } from '../peers/mosquitto.ts'
import { startChild } from '../process/child.ts'

const CONNECTIONS = 10_000
/** Memory wanders by megabytes from one start to the next, and a start with ten thousand connections takes ten seconds. */
const STARTS = 3
const SETTLE_MS = 3_000

export const IDLE_FIGURES = ['memory-connection', 'memory-connection-mosquitto']

type Broker = { pid: number; mqttUrl: string; stop(): Promise<void> }

/** Resident memory that each of ten thousand connections adds while nothing is sent. */
export function idleFigures(): Promise<Figure[]> {
  return inNewDirectory(async (directory) => {
    const weighed = { ours: [] as number[], bare: [] as number[], mosquitto: [] as number[] }
    for (let start = 0; start < STARTS; start++) {
      const place = await mkdtemp(join(directory, 'front-'))
      weighed.ours.push(await weigh(await child('../house/front-process.ts', [place])))
      weighed.bare.push(await weigh(await child('../peers/bare-server.ts', [])))
      weighed.mosquitto.push(await weigh(await startMosquitto(directory)))
    }
    const peer = { name: 'bare aedes', value: median(weighed.bare) }
    return [
      figure('memory-connection', 'kB', { value: median(weighed.ours), peer }, { of: 'ratio', most: 1.5 }),
      figure('memory-connection-mosquitto', 'kB', { value: median(weighed.mosquitto), peer }),
    ]
  })
}

async function child(module: string, argv: readonly string[]): Promise<Broker> {
  const started = startChild(new URL(module, import.meta.url), argv)
  const { mqttUrl } = await started.ask<{ mqttUrl: string }>({ kind: 'address' })
  return { pid: started.pid, mqttUrl, stop: () => started.stop() }
}

/** @returns kB a connection */
async function weigh(broker: Broker): Promise<number> {
  const clock = systemClock()
  const publishers = startPublishers()
  try {
    await wait(clock, SETTLE_MS)
    const before_kB = await residentMemory_kB(broker.pid)
    await publishers.open(broker.mqttUrl, strangers(CONNECTIONS))
    await wait(clock, SETTLE_MS)
    return ((await residentMemory_kB(broker.pid)) - before_kB) / CONNECTIONS
  } finally {
    await publishers.stop()
    await broker.stop()
  }
}
