import { TelemetryAway } from '../away.ts'
import type { WriteAnswer } from './answer.ts'

/** A line that InfluxDB will never store, and what it said of it. */
export type BadLine = { line: string; reason: string }

export type BatchStorer = {
  post(lines: readonly string[]): Promise<WriteAnswer>
  /** Resolves when durable. */
  setAside(lines: readonly BadLine[]): Promise<void>
  tooOld(points: number): void
}

/**
 * Stores a batch whose bad lines, if any, are set aside. InfluxDB says that there are some, and not always which: the batch is halved until each stands alone.
 * What was stored already is stored again meanwhile, which changes nothing.
 * @throws TelemetryAway when InfluxDB cannot be had for any part of it: nothing is lost, all of it may be sent again
 */
export async function storeBatch(lines: readonly string[], storer: BatchStorer): Promise<void> {
  const answer = await storer.post(lines)
  switch (answer.kind) {
    case 'stored':
      return
    case 'too-old':
      return storer.tooOld(answer.points)
    case 'away':
      throw new TelemetryAway(answer.why, answer.pause_ms)
    case 'misconfigured':
      throw new TelemetryAway(answer.why, MISCONFIGURED_PAUSE_MS)
    case 'too-large':
      return await (lines.length === 1 ? storer.setAside(allBad(lines, answer.reason)) : storeHalves(lines, storer))
    case 'bad': {
      const { reason } = answer
      if (lines.length === 1 || answer.lines === 'all') return await storer.setAside(allBad(lines, reason))
      if (answer.lines === null) return await storeHalves(lines, storer)
      const bad = new Set(answer.lines)
      return await storer.setAside(
        allBad(
          lines.filter((_, at) => bad.has(at)),
          reason,
        ),
      )
    }
  }
}

/** Nobody mends a setting in a second. */
const MISCONFIGURED_PAUSE_MS = 10_000

async function storeHalves(lines: readonly string[], storer: BatchStorer): Promise<void> {
  const half = Math.ceil(lines.length / 2)
  // One after the other: the later value of a field comes later.
  await storeBatch(lines.slice(0, half), storer)
  await storeBatch(lines.slice(half), storer)
}

function allBad(lines: readonly string[], reason: string): BadLine[] {
  return lines.map((line) => ({ line, reason }))
}
