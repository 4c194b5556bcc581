import { type SeriesSamples, WRITE_SAMPLES_MAX } from './telemetry.ts'

/** Cuts what is to be written into calls of `TelemetryStore.write`, each within its limit; samples keep their order. */
export function* writesOf(batch: Iterable<SeriesSamples>): Generator<SeriesSamples[]> {
  let write: SeriesSamples[] = []
  let room = WRITE_SAMPLES_MAX
  for (const { seriesId, samples } of batch) {
    for (let from = 0; from < samples.length; ) {
      const part = samples.slice(from, from + room)
      write.push({ seriesId, samples: part })
      from += part.length
      room -= part.length
      if (room > 0) continue
      yield write
      write = []
      room = WRITE_SAMPLES_MAX
    }
  }
  if (write.length > 0) yield write
}
