import { join } from 'node:path'
import type { CollarIdentity } from '../../firmware-sim/identity.ts'
import { systemClock, wait } from '../../src/std/clock.ts'
import { type Figure, figure } from '../figure.ts'
import { inNewDirectory, startHouse } from '../house/house.ts'
import { switchOn } from '../house/pack.ts'
import { type Server, startServer } from '../house/start-server.ts'
import { processorTime_ms } from '../measure/processor-time.ts'
import { residentMemory_kB } from '../measure/resident-memory.ts'
import type { Told } from '../process/lines.ts'

const COLLARS = 10_000
const REPORT_EVERY_S = 10
/** Until the rush of signing in has been worked off. */
const SETTLE_MS = 10_000
const MEASURED_MS = 20_000
const MB_KB = 1_024
/** One in twenty of those that are due may fall on the other side of the measured span. */
const REPORTS_LEAST = 0.95 * (COLLARS / REPORT_EVERY_S)

export const CROWD_FIGURES = [
  'crowd-signed-in',
  'crowd-reports',
  'crowd-simulator-cpu',
  'crowd-server-cpu',
  'crowd-simulator-memory',
  'crowd-server-memory',
  'crowd-storm',
] as const

/** 10,000 collars in one simulator against one `koppel serve`, each with its connection; then half of as many go at once, and come again. */
export function crowdFigures(): Promise<Figure[]> {
  return inNewDirectory(async (directory) => {
    const dataDir = join(directory, 'house')
    const filled = await startHouse(dataDir, { accounts: 50, collars: COLLARS, codes: 0 })
    const identities = filled.seeded.collars.map(({ identity }) => identity)
    await filled.stop()
    const server = await startServer(dataDir)
    try {
      return [...(await reporting(directory, identities, server)), await storm(directory, identities, server)]
    } finally {
      await server.stop()
    }
  })
}

async function reporting(directory: string, identities: readonly CollarIdentity[], server: Server): Promise<Figure[]> {
  const clock = systemClock()
  const began_ms = clock.monotonic()
  const collars = await start(directory, identities, server)
  const signedIn_s = (clock.monotonic() - began_ms) / 1_000
  await wait(clock, SETTLE_MS)
  const before = await look(server, collars)
  await wait(clock, MEASURED_MS)
  const after = await look(server, collars)
  const took_s = (after.at_ms - before.at_ms) / 1_000
  const figures = [
    figure('crowd-signed-in', 's', { value: signedIn_s }),
    figure(
      'crowd-reports',
      'reports/s',
      { value: (after.reports - before.reports) / took_s },
      { of: 'value', least: REPORTS_LEAST },
    ),
    figure(
      'crowd-simulator-cpu',
      'ms CPU/s',
      { value: (after.collars_ms - before.collars_ms) / took_s },
      { of: 'value', most: 1_000 },
    ),
    figure('crowd-server-cpu', 'ms CPU/s', { value: (after.server_ms - before.server_ms) / took_s }),
    figure('crowd-simulator-memory', 'MB', { value: (await residentMemory_kB(collars.pid)) / MB_KB }),
    figure('crowd-server-memory', 'MB', { value: (await residentMemory_kB(server.pid)) / MB_KB }),
  ]
  if (after.connections !== COLLARS) throw new Error(`${after.connections} of ${COLLARS} collars are connected`)
  await collars.stop()
  return figures
}

/** 5,000 vanish without a goodbye and come again at once, while as many others go on reporting. */
async function storm(directory: string, identities: readonly CollarIdentity[], server: Server): Promise<Figure> {
  const clock = systemClock()
  const half = COLLARS / 2
  const staying = await start(directory, identities.slice(0, half), server)
  const vanishing = await start(directory, identities.slice(half), server)
  process.kill(vanishing.pid, 'SIGKILL')
  const began_ms = clock.monotonic()
  const again = await start(directory, identities.slice(half), server)
  const took_s = (clock.monotonic() - began_ms) / 1_000
  const { connections } = await metrics(server)
  if (connections !== COLLARS) throw new Error(`${connections} of ${COLLARS} collars are connected after the storm`)
  await Promise.all([staying.stop(), again.stop()])
  return figure('crowd-storm', 's', { value: took_s }, { of: 'value', most: 60 })
}

function start(directory: string, identities: readonly CollarIdentity[], { mqttUrl }: Server): Promise<Told> {
  return switchOn(directory, { identities, mqttUrl, memories: null, reportEvery_s: REPORT_EVERY_S })
}

async function look(server: Server, collars: Told) {
  return {
    ...(await metrics(server)),
    at_ms: systemClock().monotonic(),
    server_ms: await processorTime_ms(server.pid),
    collars_ms: await processorTime_ms(collars.pid),
  }
}

/** What the server says of itself: reports that can be queried, and devices that are connected. */
async function metrics({ httpUrl }: Server): Promise<{ reports: number; connections: number }> {
  const text = await (await fetch(new URL('/metrics', httpUrl))).text()
  const value = (name: string): number => {
    const line = text.split('\n').find((one) => one.startsWith(`${name} `))
    if (!line) throw new Error(`no ${name} in /metrics`)
    return Number(line.slice(name.length + 1))
  }
  return { reports: value('koppel_reports_total{outcome="stored"}'), connections: value('koppel_mqtt_connections') }
}
