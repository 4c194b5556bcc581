import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { checkSample } from './limits.ts'
import { FIELDS, type Sample, type SeriesSamples } from './telemetry.ts'

/** Writes samples inside the caller's transaction. @throws RangeError for a sample with anything but whole times and finite numbers */
export function sampleWriter(db: DatabaseSync): (batch: readonly SeriesSamples[]) => void {
  const columns = FIELDS.map((field) => `"${field}"`).join(', ')
  const findSeries = db.prepare('SELECT id FROM series WHERE name = ?')
  const addSeries = db.prepare('INSERT INTO series (name) VALUES (?) RETURNING id')
  const putSample = db.prepare(`
    INSERT INTO samples (series_id, at, ${columns}) VALUES (?, ?${', ?'.repeat(FIELDS.length)})
    ON CONFLICT DO UPDATE SET ${FIELDS.map((field) => `"${field}" = coalesce(excluded."${field}", "${field}")`).join(', ')}`)
  const putNewest = db.prepare(`
    INSERT INTO newest (series_id, at, ${columns}, ${FIELDS.map((field) => `"${field}_at"`).join(', ')})
    VALUES (?, ?${', ?'.repeat(2 * FIELDS.length)})
    ON CONFLICT DO UPDATE SET at = max(at, excluded.at), ${FIELDS.map(keepNewer).join(', ')}`)

  return (batch) => {
    for (const { seriesId, samples } of batch) {
      if (samples.length === 0) continue
      const id = Number((findSeries.get(seriesId) ?? addSeries.get(seriesId))?.id)
      const newest = newestOf(samples)
      for (const sample of samples) {
        checkSample(sample)
        putSample.run(id, sample.at, ...FIELDS.map((field) => sample[field] ?? null))
      }
      putNewest.run(id, newest.at, ...newest.values, ...newest.times)
    }
  }
}

/** A newer value, or another for the same time, replaces a field; a late one does not. */
function keepNewer(field: string): string {
  const newer = `excluded."${field}_at" >= coalesce("${field}_at", excluded."${field}_at")`
  return `"${field}" = iif(${newer}, excluded."${field}", "${field}"), "${field}_at" = iif(${newer}, excluded."${field}_at", "${field}_at")`
}

/** The newest value of each field among samples in any order; of two for the same time the later given, as the samples themselves overwrite. */
function newestOf(samples: readonly Sample[]): { at: number; values: SQLInputValue[]; times: (number | null)[] } {
  let at = Number.NEGATIVE_INFINITY
  const values: SQLInputValue[] = FIELDS.map(() => null)
  const times: (number | null)[] = FIELDS.map(() => null)
  for (const sample of samples) {
    at = Math.max(at, sample.at)
    for (const [index, field] of FIELDS.entries()) {
      const value = sample[field]
      if (value === undefined || sample.at < (times[index] ?? Number.NEGATIVE_INFINITY)) continue
      values[index] = value
      times[index] = sample.at
    }
  }
  return { at, values, times }
}
