import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock } from '../../src/std/clock.ts'
import { type Figure, figure } from '../figure.ts'
import { inNewDirectory } from '../house/house.ts'
import { strangers } from '../load/clients.ts'
import { type Publishers, startPublishers } from '../load/publishers.ts'
import { openEcho } from '../measure/echo.ts'
import { openFdatasync } from '../measure/fdatasync.ts'
import { median, quantile } from '../measure/quantile.ts'
import { ROUNDS } from '../measure/rounds.ts'
import { startMosquitto } from '../peers/mosquitto.ts'
import { startChild } from '../process/child.ts'

const CONNECTIONS = 50
const WINDOW = 20
/** As fast as it goes, to know what half of that is. */
const FULL_MS = 3_000
const ROUND_MS = 3_000
/** Echoes and syncs of a round: the least that a report acknowledged from disk can cost. */
const LEAST_TIMES = 200
/**
 * As much as a served house has before V8 collects all of it. The front alone has a fifth of its heap, and V8 did that five times a second, where a served house does it
 * once in three.
 */
const HEAP = ['--initial-heap-size=192']
const PEER = 'TCP echo + fdatasync, median'

export const LATENCY_FIGURES = [
  'puback',
  'puback-p99',
  'puback-p99-by-p99',
  'puback-sink',
  'puback-sink-p99',
  'puback-mosquitto',
  'puback-mosquitto-p99',
]

type Times = { median: number[]; p99: number[] }

/**
 * From PUBLISH to PUBACK at half of what the broker takes at most, in pieces as large as then, beside one echo and one sync. At the same rate a sink, which tells what of
 * that is the generator's own, and Mosquitto, which syncs nothing.
 */
export function latencyFigures(): Promise<Figure[]> {
  return inNewDirectory(async (directory) => {
    const clock = systemClock()
    const place = await mkdtemp(join(directory, 'front-'))
    const front = startChild(new URL('../house/front-process.ts', import.meta.url), [place, 'read'], HEAP)
    const { mqttUrl } = await front.ask<{ mqttUrl: string }>({ kind: 'address' })
    const sink = startChild(new URL('../peers/sink-process.ts', import.meta.url))
    const mosquitto = await startMosquitto(directory)
    const ours = await opened(mqttUrl)
    const sinks = await opened((await sink.ask<{ mqttUrl: string }>({ kind: 'address' })).mqttUrl)
    const theirs = await opened(mosquitto.mqttUrl)
    const echo = await openEcho(clock)
    const sync = await openFdatasync(join(directory, 'page'), clock)
    try {
      const { acknowledged, took_ms } = await ours.run({ window: WINDOW, for_ms: FULL_MS })
      const perSecond = (acknowledged * 500) / took_ms
      const least_ms: number[] = []
      const leastP99_ms: number[] = []
      const times = (): Times => ({ median: [], p99: [] })
      const [house, nothing, peer] = [times(), times(), times()]
      for (let round = 0; round <= ROUNDS; round++) {
        const least = []
        for (let once = 0; once < LEAST_TIMES; once++) least.push((await echo.once()) + (await sync.once()))
        least_ms.push(...least)
        if (round > 0) leastP99_ms.push(quantile(least, 0.99))
        for (const [publishers, into] of [
          [ours, house],
          [sinks, nothing],
          [theirs, peer],
        ] as const) {
          const paced = await publishers.pace({ perSecond, piece: WINDOW, for_ms: ROUND_MS })
          if (round === 0) continue
          into.median.push(paced.median_ms)
          into.p99.push(paced.p99_ms)
        }
      }
      const least = { name: PEER, value: median(least_ms) }
      return [
        figure('puback', 'ms, median', { value: median(house.median), peer: least }),
        figure('puback-p99', 'ms, p99', { value: median(house.p99), peer: least }, { of: 'ratio', most: 10 }),
        figure(
          'puback-p99-by-p99',
          'ms, p99',
          { value: median(house.p99), peer: { name: 'TCP echo + fdatasync, p99', value: median(leastP99_ms) } },
          { of: 'ratio', most: 10 },
        ),
        figure('puback-sink', 'ms, median', { value: median(nothing.median), peer: least }),
        figure('puback-sink-p99', 'ms, p99', { value: median(nothing.p99), peer: least }),
        figure('puback-mosquitto', 'ms, median', { value: median(peer.median), peer: least }),
        figure('puback-mosquitto-p99', 'ms, p99', { value: median(peer.p99), peer: least }),
      ]
    } finally {
      await Promise.all([ours.stop(), sinks.stop(), theirs.stop(), echo.close(), sync.close()])
      await Promise.all([front.stop(), sink.stop(), mosquitto.stop()])
    }
  })
}

async function opened(mqttUrl: string): Promise<Publishers> {
  const publishers = startPublishers()
  await publishers.open(mqttUrl, strangers(CONNECTIONS))
  return publishers
}
