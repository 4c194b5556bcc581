import type { Cancel, Clock } from '../../std/clock.ts'
import { nextTurn } from '../../std/turn.ts'
import { TelemetryAway } from '../away.ts'
import type { InfluxLimits } from './limits.ts'

/** Lines in their order, in batches, one batch after the other. */
export type Lane = {
  /** Resolves when the lines are stored or set aside. @throws what the batch met that held them; then what waits behind it is refused too, so that nothing old overtakes */
  put(lines: readonly string[]): Promise<void>
  /** Sends what waits, and takes no more. */
  close(): Promise<void>
}

/** What one `put` brought, or a part of it that fits a batch. */
type Piece = {
  lines: readonly string[]
  bytes: number
  since_ms: number
  done: () => void
  failed: (e: unknown) => void
}

/** @param store deals with one batch for good, or throws */
export function lane(clock: Clock, limits: InfluxLimits, store: (lines: readonly string[]) => Promise<void>): Lane {
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
      points += piece.lines.length
      bytes += piece.bytes
      return points > points_max || bytes > bytes_max
    })
    return over === -1 ? queue.length : Math.max(1, over)
  }
  function send(): void {
    cancel?.()
    cancel = null
    if (sending || queue.length === 0) return
    const pieces = queue.splice(0, fitting())
    sending = store(pieces.flatMap(({ lines }) => lines))
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
  const enqueue = (lines: readonly string[], bytes: number): Promise<void> =>
    new Promise((done, failed) => queue.push({ lines, bytes, since_ms: clock.monotonic(), done, failed }))

  return {
    async put(lines) {
      if (closed) throw new TelemetryAway('telemetry is closed')
      const pieces = piecesOf(lines, points_max, bytes_max).map((piece) => enqueue(piece.lines, piece.bytes))
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

function piecesOf(lines: readonly string[], points_max: number, bytes_max: number) {
  const pieces: { lines: string[]; bytes: number }[] = []
  let piece: { lines: string[]; bytes: number } | null = null
  for (const line of lines) {
    const bytes = line.length + 1
    if (!piece || piece.lines.length === points_max || piece.bytes + bytes > bytes_max) {
      piece = { lines: [], bytes: 0 }
      pieces.push(piece)
    }
    piece.lines.push(line)
    piece.bytes += bytes
  }
  return pieces
}
