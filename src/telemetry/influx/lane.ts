import type { Cancel, Clock } from '../../std/clock.ts'
import { nextTurn } from '../../std/turn.ts'
import { TelemetryAway } from '../away.ts'
import { type Batch, together } from './batch.ts'
import type { InfluxLimits } from './limits.ts'

/** Lines in their order, in batches as large as they may be, one batch after the other. */
export type Lane = {
  /** Resolves when the lines are stored or set aside. @throws what the batch met that held them; then what waits behind it is refused too, so that nothing old overtakes */
  put(batches: readonly Batch[]): Promise<void>
  /** Sends what waits, and takes no more. */
  close(): Promise<void>
}

/** What one `put` brought, or a part of it. */
type Piece = {
  batch: Batch
  since_ms: number
  done: () => void
  failed: (e: unknown) => void
}

/** @param store deals with one batch for good, or throws */
export function lane(clock: Clock, limits: InfluxLimits, store: (batch: Batch) => Promise<void>): Lane {
  const { batchPoints_max: points_max, batchBytes_max: bytes_max } = limits
  let queue: Piece[] = []
  let sending: Promise<void> | null = null
  let cancel: Cancel | null = null
  let closed = false

  /** How many pieces, from the first, fit one batch. */
  function fitting(): number {
    let points = 0
    let bytes = 0
    const over = queue.findIndex((piece) => {
      points += piece.batch.points
      bytes += piece.batch.text.length + 1
      return points > points_max || bytes > bytes_max
    })
    return over === -1 ? queue.length : Math.max(1, over)
  }
  function send(): void {
    cancel?.()
    cancel = null
    if (sending || queue.length === 0) return
    const pieces = queue.splice(0, fitting())
    sending = store(together(pieces.map(({ batch }) => batch)))
      .then(
        () => {
          for (const { done } of pieces) done()
        },
        (error: unknown) => {
          const behind = queue
          queue = []
          for (const { failed } of [...pieces, ...behind]) failed(error)
        },
      )
      .finally(() => {
        sending = null
        goOn()
      })
  }
  /** What came while a batch was under way may wait a little for more. */
  function goOn(): void {
    const first = queue[0]
    if (!first) return
    const left_ms = first.since_ms + limits.batch_wait_ms - clock.monotonic()
    if (closed || left_ms <= 0 || fitting() < queue.length) send()
    else cancel ??= clock.after(left_ms, send)
  }
  const enqueue = (batch: Batch): Promise<void> =>
    new Promise((done, failed) => queue.push({ batch, since_ms: clock.monotonic(), done, failed }))

  return {
    async put(batches) {
      if (closed) throw new TelemetryAway('telemetry is closed')
      const pieces = batches.map(enqueue)
      // A lane at rest sends what comes in this turn together.
      if (!sending && !cancel) cancel = nextTurn(send)
      else if (!sending && fitting() < queue.length) send()
      await Promise.all(pieces)
    },
    async close() {
      closed = true
      for (send(); sending; ) await sending
    },
  }
}
