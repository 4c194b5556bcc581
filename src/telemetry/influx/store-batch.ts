import { TelemetryAway } from '../away.ts'
import type { WriteAnswer } from './answer.ts'
import { type Batch, batchOf, linesIn } from './batch.ts'

/** A line that InfluxDB will never store, and what it said of it. */
export type BadLine = { line: string; reason: string }

export type BatchStorer = {
  post(batch: Batch): Promise<WriteAnswer>
  /** Resolves when durable. */
  setAside(lines: readonly BadLine[]): Promise<void>
  tooOld(points: number): void
}

/**
 * Stores a batch whose bad lines, if any, are set aside. InfluxDB says that there are some, and not always which: the batch is halved until each stands alone.
 * What was stored already is stored again meanwhile, which changes nothing.
 * @throws TelemetryAway when InfluxDB cannot be had for any part of it: nothing is lost, all of it may be sent again
 */
export async function storeBatch(batch: Batch, storer: BatchStorer): Promise<void> {
  const answer = await storer.post(batch)
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
      return await (batch.points === 1 ? storer.setAside(allBad(batch, answer.reason)) : storeHalves(batch, storer))
    case 'bad': {
      const { reason } = answer
      if (batch.points === 1 || answer.lines === 'all') return await storer.setAside(allBad(batch, reason))
      if (answer.lines === null) return await storeHalves(batch, storer)
      const named = new Set(answer.lines)
      return await storer.setAside(allBad(batch, reason).filter((_, at) => named.has(at)))
    }
  }
}

/** Nobody mends a setting in a second. */
const MISCONFIGURED_PAUSE_MS = 10_000

async function storeHalves(batch: Batch, storer: BatchStorer): Promise<void> {
  const lines = linesIn(batch)
  const half = Math.ceil(lines.length / 2)
  // One after the other: the later value of a field comes later.
  await storeBatch(batchOf(lines.slice(0, half)), storer)
  await storeBatch(batchOf(lines.slice(half)), storer)
}

function allBad(batch: Batch, reason: string): BadLine[] {
  return linesIn(batch).map((line) => ({ line, reason }))
}
