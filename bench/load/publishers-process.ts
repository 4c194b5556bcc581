import { systemClock, wait } from '../../src/std/clock.ts'
import { quantile } from '../measure/quantile.ts'
import { answerAsks } from '../process/answer.ts'
import { LAST_ACKNOWLEDGED_MS, Publisher } from './publisher.ts'
import type {
  PacedResult,
  PacedRun,
  PublishersQuestion,
  PublishingClient,
  PublishingResult,
  PublishingRun,
} from './publishers.ts'
import { reportTemplate } from './report-template.ts'

/** Signing in at once, as many as a broker checks without anybody waiting long. */
const TOGETHER = 50
const POLL_MS = 5
/** A little less than the broker lets a client have. */
const UNDER_WAY_MAX = 30

const clock = systemClock()
let publishers: Publisher[] = []
let last_ms = 0
let gap_ms = 0

answerAsks<PublishersQuestion>(async (question) => {
  switch (question.kind) {
    case 'open': {
      const { hostname: host, port } = new URL(question.mqttUrl)
      const address = { host, port: Number(port) }
      const now_s = Math.floor(clock.now() / 1_000)
      const open = (client: PublishingClient) =>
        Publisher.open(address, client, reportTemplate(question.reports, client.clientId, now_s), note)
      for (let at = 0; at < question.clients.length; at += TOGETHER) {
        const some = question.clients.slice(at, at + TOGETHER)
        publishers.push(...(await Promise.all(some.map(open))))
      }
      return null
    }
    case 'run':
      return run(question.run)
    case 'pace':
      return pace(question.run)
    case 'close':
      for (const publisher of publishers) publisher.close()
      publishers = []
      return null
  }
})

function note(): void {
  const now_ms = clock.monotonic()
  gap_ms = Math.max(gap_ms, now_ms - last_ms)
  last_ms = now_ms
}

async function run({ window, for_ms, reports = Number.MAX_SAFE_INTEGER }: PublishingRun): Promise<PublishingResult> {
  const before = acknowledged()
  const started_ms = clock.monotonic()
  last_ms = started_ms
  gap_ms = 0
  for (const publisher of publishers) publisher.start(window, reports)
  const due = (): boolean => clock.monotonic() - started_ms < for_ms && sent() - acknowledged() > 0
  while (due()) await wait(clock, POLL_MS)
  for (const publisher of publishers) publisher.stop()
  const patience_ms = clock.monotonic() + LAST_ACKNOWLEDGED_MS
  while (acknowledged() < sent()) {
    if (publishers.some(({ broken }) => broken)) throw new Error('the broker cut a connection')
    if (clock.monotonic() > patience_ms) throw new Error(`${sent() - acknowledged()} reports were not acknowledged`)
    await wait(clock, POLL_MS)
  }
  return { acknowledged: acknowledged() - before, took_ms: last_ms - started_ms, gap_ms }
}

/** PUBACKs come in the order of the PUBLISHes [MQTT-4.6.0-2], so a queue of times for each connection tells them apart. */
async function pace({ perSecond, for_ms }: PacedRun): Promise<PacedResult> {
  const before = acknowledged()
  const took_ms: number[] = []
  for (const publisher of publishers) publisher.time((ms) => took_ms.push(ms))
  const started_ms = clock.monotonic()
  const wanted = (perSecond * for_ms) / 1_000
  for (let nth = 0; nth < wanted; ) {
    const due = Math.min(wanted, ((clock.monotonic() - started_ms) * perSecond) / 1_000)
    // One that has as many under way as a device may is passed over: its turn counts from when it was due all the same.
    let full = 0
    for (; nth < due && full < publishers.length; nth++) {
      const at = nth + full
      const publisher = publishers[at % publishers.length]
      if (!publisher || publisher.underWay >= UNDER_WAY_MAX) {
        full++
        nth--
      } else publisher.take(started_ms + (nth * 1_000) / perSecond)
    }
    for (const publisher of publishers) publisher.send()
    if (publishers.some(({ broken }) => broken)) throw new Error('the broker cut a connection')
    await wait(clock, 1)
  }
  while (acknowledged() < sent()) await wait(clock, POLL_MS)
  for (const publisher of publishers) publisher.time(null)
  return {
    acknowledged: acknowledged() - before,
    median_ms: quantile(took_ms, 0.5),
    p99_ms: quantile(took_ms, 0.99),
  }
}

function sent(): number {
  return publishers.reduce((sum, publisher) => sum + publisher.sent, 0)
}

function acknowledged(): number {
  return publishers.reduce((sum, publisher) => sum + publisher.acknowledged, 0)
}
