import type { SampleRows } from './packed.ts'
import { PACKED_WIDTH, type PackedSamples, WRITE_SAMPLES_MAX } from './telemetry.ts'

type Part = { seriesId: string; numbers: Float64Array }

/** Cuts what is to be written into calls of `TelemetryStore.write`, each within its limit and with a buffer of its own; samples keep their order. */
export function* writesOf(batch: Iterable<readonly [seriesId: string, rows: SampleRows]>): Generator<PackedSamples> {
  let parts: Part[] = []
  let room = WRITE_SAMPLES_MAX
  for (const [seriesId, rows] of batch) {
    for (let from = 0; from < rows.length; ) {
      const to = Math.min(rows.length, from + room)
      parts.push({ seriesId, numbers: rows.numbers(from, to) })
      room -= to - from
      from = to
      if (room > 0) continue
      yield together(parts)
      parts = []
      room = WRITE_SAMPLES_MAX
    }
  }
  if (parts.length > 0) yield together(parts)
}

function together(parts: readonly Part[]): PackedSamples {
  const values = new Float64Array(parts.reduce((sum, { numbers }) => sum + numbers.length, 0))
  let to = 0
  for (const { numbers } of parts) {
    values.set(numbers, to)
    to += numbers.length
  }
  return {
    seriesIds: parts.map(({ seriesId }) => seriesId),
    counts: parts.map(({ numbers }) => numbers.length / PACKED_WIDTH),
    values,
  }
}
