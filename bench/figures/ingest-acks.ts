import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock } from '../../src/std/clock.ts'
import { type Figure, figure } from '../figure.ts'
import { inNewDirectory } from '../house/house.ts'
import { strangers } from '../load/clients.ts'
import { startPublishers } from '../load/publishers.ts'
import { computed_ms } from '../measure/processor-time.ts'
import { median } from '../measure/quantile.ts'
import { rounds } from '../measure/rounds.ts'
import { untilReached } from '../measure/until.ts'
import { startMosquitto } from '../peers/mosquitto.ts'
import { startSubscriber } from '../peers/subscriber.ts'
import { type Asked, startChild } from '../process/child.ts'

const ROUND_MS = 10_000
const PEER = 'Mosquitto + a subscriber that appends to a file'
const clock = systemClock()

/** So many connections with so many reports under way in each, and how much better than the peer it is to be. */
const LOADS = [
  { name: 'acks-50', connections: 50, window: 20, least: 4 },
  { name: 'acks-500', connections: 500, window: 20, least: 4 },
  { name: 'acks-2000-single', connections: 2_000, window: 1, least: 1.5 },
] as const

/** Reports of QoS 1 acknowledged from disk, against Mosquitto before a subscriber, with a sink that shows what the generator can do: each load by itself, as each takes minutes. */
export const ACK_FIGURES = LOADS.map((load) => ({
  names: ['', '-sink', '-cpu', '-gap'].map((of) => `${load.name}${of}`),
  measure: () => inNewDirectory((directory) => measure(directory, load)),
}))

/** A round of one side: reports a second until the last is on disk, and CPU seconds for 100,000 of them. */
type Round = { rate: number; cpu_s: number; gap_ms: number }
type Load = (typeof LOADS)[number]
type Side = { mqttUrl: string; pids: readonly number[]; kept: ((reports: number) => Promise<number>) | null }

async function measure(directory: string, load: Load): Promise<Figure[]> {
  const cpu = { house: [] as number[], peer: [] as number[] }
  let gap_ms = 0
  const noted = async (side: keyof typeof cpu, round: Promise<Round>): Promise<number> => {
    const { rate, cpu_s, gap_ms: longest_ms } = await round
    cpu[side].push(cpu_s)
    if (side === 'house') gap_ms = Math.max(gap_ms, longest_ms)
    return rate
  }
  const rate = await rounds({
    house: () => noted('house', house(directory, load)),
    peer: () => noted('peer', peer(directory, load)),
    sink: async () => (await sink(load)).rate,
  })
  // The first round of each does not count, as in the rates.
  const [ours, theirs] = [median(cpu.house.slice(1)), median(cpu.peer.slice(1))]
  const sides = { value: rate.house, peer: { name: PEER, value: rate.peer } }
  return [
    figure(load.name, 'reports/s', sides, { of: 'ratio', least: load.least }),
    figure(`${load.name}-sink`, 'reports/s', { value: rate.sink, peer: { name: 'ours', value: rate.house } }),
    figure(
      `${load.name}-cpu`,
      'CPU s/100,000',
      { value: ours, peer: { name: PEER, value: theirs } },
      // One report to a packet of the network is the kernel's work on either side.
      load.window > 1 ? { of: 'ratio', most: 0.25 } : undefined,
    ),
    figure(`${load.name}-gap`, 'ms without a PUBACK', { value: gap_ms }, { of: 'value', most: 1_000 }),
  ]
}

async function house(directory: string, load: Load): Promise<Round> {
  const place = await mkdtemp(join(directory, 'front-'))
  const child = startChild(new URL('../house/front-process.ts', import.meta.url), [place])
  const { mqttUrl } = await child.ask<{ mqttUrl: string }>({ kind: 'address' })
  try {
    // A PUBACK of ours says that it is on disk.
    return await run(load, { mqttUrl, pids: [child.pid], kept: null })
  } finally {
    await child.stop()
    await rm(place, { recursive: true })
  }
}

async function peer(directory: string, load: Load): Promise<Round> {
  const place = await mkdtemp(join(directory, 'peer-'))
  const broker = await startMosquitto(place)
  const subscriber = startSubscriber()
  try {
    await subscriber.open({ mqttUrl: broker.mqttUrl, to: 'file', path: join(place, 'reports') })
    const kept = (reports: number): Promise<number> => untilReached(reports, 'reports on disk', subscriber.kept)
    return await run(load, { mqttUrl: broker.mqttUrl, pids: [broker.pid, subscriber.pid], kept })
  } finally {
    await subscriber.stop()
    await broker.stop()
    await rm(place, { recursive: true })
  }
}

async function sink(load: Load): Promise<Round> {
  const child: Asked = startChild(new URL('../peers/sink-process.ts', import.meta.url))
  const { mqttUrl } = await child.ask<{ mqttUrl: string }>({ kind: 'address' })
  try {
    return await run(load, { mqttUrl, pids: [child.pid], kept: null })
  } finally {
    await child.stop()
  }
}

async function run({ connections, window }: Load, { mqttUrl, pids, kept }: Side): Promise<Round> {
  const publishers = startPublishers()
  try {
    await publishers.open(mqttUrl, strangers(connections))
    const before_ms = await computed_ms(pids)
    const began_ms = clock.monotonic()
    const { acknowledged, took_ms, gap_ms } = await publishers.run({ window, for_ms: ROUND_MS })
    const whole_ms = kept ? (await kept(acknowledged)) - began_ms : took_ms
    const cpu_ms = (await computed_ms(pids)) - before_ms
    return { rate: (acknowledged * 1_000) / whole_ms, cpu_s: (cpu_ms * 100) / acknowledged, gap_ms }
  } finally {
    await publishers.stop()
  }
}
