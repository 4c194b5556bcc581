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

/**
 * Each connection in its turn sends a piece. What waits because the connections are full is timed from when it was due, all else from when it was written: that the
 * generator's timer was late says nothing of the broker.
 */
async function pace({ perSecond, piece, for_ms }: PacedRun): Promise<PacedResult> {
  const before = acknowledged()
  const pieces = Math.floor((perSecond * for_ms) / 1_000 / piece)
  const took_ms = new Float64Array(pieces * piece)
  let told = 0
  const tell = (ms: number, reports: number): void => {
    took_ms.fill(ms, told, told + reports)
    told += reports
  }
  const started_ms = clock.monotonic()
  const due = (): number => Math.min(pieces, ((clock.monotonic() - started_ms) * perSecond) / 1_000 / piece)
  let turn = 0
  /** Pieces before this one found no room when they were due. */
  let blocked = 0
  for (let nth = 0; nth < pieces; ) {
    for (const now = due(); nth < now; nth++) {
      const from = publishers.length
      let full = 0
      while (full < from && (publishers[turn % from]?.underWay ?? 0) + piece > UNDER_WAY_MAX) {
        turn++
        full++
      }
      if (full === from) {
        blocked = Math.ceil(now)
        break
      }
      const due_ms = started_ms + (nth * piece * 1_000) / perSecond
      publishers[turn++ % from]?.send(piece, nth < blocked ? due_ms : clock.monotonic(), tell)
    }
    if (publishers.some(({ broken }) => broken)) throw new Error('the broker cut a connection')
    await wait(clock, 1)
  }
  while (acknowledged() < sent()) await wait(clock, POLL_MS)
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
