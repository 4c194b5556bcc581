import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock } from '../../src/std/clock.ts'
import { runInflux } from '../../test/setup/influxdb.ts'
import { type Figure, figure } from '../figure.ts'
import { inNewDirectory, startHouse } from '../house/house.ts'
import { strangers } from '../load/clients.ts'
import { startPublishers } from '../load/publishers.ts'
import { type ReportKind, SAMPLES } from '../load/report-template.ts'
import { clientsOf } from '../load/seeded-clients.ts'
import { computed_ms } from '../measure/processor-time.ts'
import { median } from '../measure/quantile.ts'
import { untilReached } from '../measure/until.ts'
import { fillInflux } from '../peers/fill-influx.ts'
import { startMosquitto } from '../peers/mosquitto.ts'
import { startSubscriber } from '../peers/subscriber.ts'

/** Long enough that whatever is put off must be done. */
const ROUND_MS = 60_000
/** A minute each: fewer than nine. */
const ROUNDS = 3
const CONNECTIONS = 500
const WINDOW = 20
const DATABASE = 'koppel'

export const SUSTAINED_FIGURES = [
  'queryable',
  'queryable-cpu',
  'queryable-influx',
  'queryable-influx-cpu',
  'queryable-influx-limit',
]

export const PACKED_FIGURE = 'queryable-influx-packed-limit'

/** Of each connection, at most: about as many as can be stored in a minute. They are acknowledged several times as fast, and more of them would fill the inbox. */
const REPORTS_MAX: Record<ReportKind, number> = { one: 6_000, packed: 600 }

/** Samples a second that can be queried, and CPU seconds for 100,000 of them. */
type Round = { rate: number; cpu_s: number }
type Sustained = {
  mqttUrl: string
  pids: readonly number[]
  clients: ReturnType<typeof strangers>
  reports: ReportKind
  kept(): Promise<number>
}

/** A minute of reports, timed until the last can be queried: in the embedded store, and in InfluxDB. */
export function sustainedFigures(): Promise<Figure[]> {
  return inNewDirectory(async (directory) => {
    const embedded = await inTurn({
      house: () => house(directory, null),
      peer: () => peer(directory, null),
    })
    const influx = await inTurn({
      house: () => withInflux((url) => house(directory, url)),
      peer: () => withInflux((url) => peer(directory, url)),
      limit: () => withInflux(async (url) => ({ rate: await fillInflux(url, DATABASE), cpu_s: 0 })),
    })
    return [
      ...figures('queryable', 'Mosquitto + a subscriber into the same store', embedded),
      ...figures('queryable-influx', 'Mosquitto + a subscriber into the same InfluxDB', influx),
      figure(
        'queryable-influx-limit',
        'reports/s',
        { value: influx.house.rate, peer: { name: 'pre-made line protocol into InfluxDB', value: influx.limit.rate } },
        { of: 'ratio', least: 0.6 },
      ),
    ]
  })
}

function figures(name: string, peer: string, sides: Record<'house' | 'peer', Round>): Figure[] {
  const { house, peer: theirs } = sides
  return [
    figure(
      name,
      'reports/s',
      { value: house.rate, peer: { name: peer, value: theirs.rate } },
      { of: 'ratio', least: 1.5 },
    ),
    figure(`${name}-cpu`, 'CPU s/100,000', { value: house.cpu_s, peer: { name: peer, value: theirs.cpu_s } }),
  ]
}

/** Sides change places every round; medians of each. */
async function inTurn<Side extends string>(
  sides: Readonly<Record<Side, () => Promise<Round>>>,
): Promise<Record<Side, Round>> {
  const names = Object.keys(sides) as Side[]
  const measured = new Map<Side, Round[]>(names.map((name) => [name, []]))
  for (let round = 0; round < ROUNDS; round++)
    for (const name of round % 2 === 0 ? names : names.toReversed()) measured.get(name)?.push(await sides[name]())
  const middle = (name: Side): Round => ({
    rate: median((measured.get(name) ?? []).map(({ rate }) => rate)),
    cpu_s: median((measured.get(name) ?? []).map(({ cpu_s }) => cpu_s)),
  })
  return Object.fromEntries(names.map((name) => [name, middle(name)])) as Record<Side, Round>
}

/** Into InfluxDB in reports of 20 samples, as collars send them that empty their memory: points a second, beside what InfluxDB takes with nothing in front of it. */
export function packedFigures(): Promise<Figure[]> {
  return inNewDirectory(async (directory) => {
    const { house: ours, limit } = await inTurn({
      house: () => withInflux((url) => house(directory, url, 'packed')),
      limit: () => withInflux(async (url) => ({ rate: await fillInflux(url, DATABASE), cpu_s: 0 })),
    })
    return [
      figure(
        PACKED_FIGURE,
        'points/s',
        { value: ours.rate, peer: { name: 'pre-made line protocol into InfluxDB', value: limit.rate } },
        { of: 'ratio', least: 0.6 },
      ),
    ]
  })
}

async function house(directory: string, influxUrl: string | null, reports: ReportKind = 'one'): Promise<Round> {
  const place = await mkdtemp(join(directory, 'house-'))
  const influx = influxUrl === null ? {} : { influx: { url: influxUrl, token: null, org: null, bucket: DATABASE } }
  const measured = await startHouse(
    join(place, 'data'),
    { accounts: 50, collars: CONNECTIONS, codes: 0 },
    { ...influx, unhurried: true },
  )
  try {
    const { mqttUrl, pid, seeded } = measured
    const clients = clientsOf(seeded, CONNECTIONS)
    return await run({ mqttUrl, pids: [pid], clients, reports, kept: () => measured.stored() })
  } finally {
    await measured.stop()
    await rm(place, { recursive: true })
  }
}

async function peer(directory: string, influxUrl: string | null): Promise<Round> {
  const place = await mkdtemp(join(directory, 'peer-'))
  const broker = await startMosquitto(place)
  const subscriber = startSubscriber()
  const { mqttUrl } = broker
  try {
    await subscriber.open(
      influxUrl === null
        ? { mqttUrl, to: 'store', path: join(place, 'telemetry.db') }
        : { mqttUrl, to: 'influx', url: influxUrl, database: DATABASE },
    )
    const pids = [broker.pid, subscriber.pid]
    return await run({ mqttUrl, pids, clients: strangers(CONNECTIONS), reports: 'one', kept: subscriber.kept })
  } finally {
    await subscriber.stop()
    await broker.stop()
    await rm(place, { recursive: true })
  }
}

async function run({ mqttUrl, pids, clients, reports, kept }: Sustained): Promise<Round> {
  const publishers = startPublishers()
  try {
    await publishers.open(mqttUrl, clients, reports)
    const before_ms = await computed_ms(pids)
    const began_ms = systemClock().monotonic()
    const { acknowledged } = await publishers.run({ window: WINDOW, for_ms: ROUND_MS, reports: REPORTS_MAX[reports] })
    const points = acknowledged * SAMPLES[reports]
    const whole_ms = (await untilReached(points, 'samples that can be queried', kept)) - began_ms
    const cpu_ms = (await computed_ms(pids)) - before_ms
    return { rate: (points * 1_000) / whole_ms, cpu_s: (cpu_ms * 100) / points }
  } finally {
    await publishers.stop()
  }
}

async function withInflux(act: (url: string) => Promise<Round>): Promise<Round> {
  const influx = await runInflux()
  try {
    await influx.query('', `CREATE DATABASE "${DATABASE}"`)
    return await act(influx.url)
  } finally {
    await influx.leave()
  }
}
