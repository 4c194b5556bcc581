import type { DatabaseSync } from 'node:sqlite'
import { checkRow } from './limits.ts'
import { FIELDS, PACKED_WIDTH, type PackedSamples } from './telemetry.ts'

/** Writes samples inside the caller's transaction. @throws RangeError for a sample with anything but whole times and finite numbers */
export function sampleWriter(db: DatabaseSync): (packed: PackedSamples) => void {
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

  return ({ seriesIds, counts, values }) => {
    // One row for all: what is bound is copied, and a new array for each would be most of what a row costs here.
    const row: (number | null)[] = Array.from({ length: 1 + PACKED_WIDTH }, () => null)
    let from = 0
    for (const [index, seriesId] of seriesIds.entries()) {
      const to = from + (counts[index] ?? 0) * PACKED_WIDTH
      if (to === from) continue
      const id = Number((findSeries.get(seriesId) ?? addSeries.get(seriesId))?.id)
      const newest = newestIn(values, from, to)
      row[0] = id
      for (; from < to; from += PACKED_WIDTH) {
        fill(row, values, from)
        putSample.run(...row)
      }
      putNewest.run(id, newest.at, ...newest.values, ...newest.times)
    }
  }
}

/** One packed sample behind the series' number. */
function fill(row: (number | null)[], values: Float64Array, from: number): void {
  checkRow(values, from)
  row[1] = values[from] ?? null
  for (let index = 1; index < PACKED_WIDTH; index++) {
    const value = values[from + index] ?? Number.NaN
    row[1 + index] = Number.isNaN(value) ? null : value
  }
}

/** A newer value, or another for the same time, replaces a field; a late one does not. */
function keepNewer(field: string): string {
  const newer = `excluded."${field}_at" >= coalesce("${field}_at", excluded."${field}_at")`
  return `"${field}" = iif(${newer}, excluded."${field}", "${field}"), "${field}_at" = iif(${newer}, excluded."${field}_at", "${field}_at")`
}

type Newest = { at: number; values: (number | null)[]; times: (number | null)[] }

/** The newest value of each field among samples in any order; of two for the same time the later given, as the samples themselves overwrite. */
function newestIn(packed: Float64Array, from: number, to: number): Newest {
  const values: (number | null)[] = FIELDS.map(() => null)
  const times: (number | null)[] = FIELDS.map(() => null)
  let newest = Number.NEGATIVE_INFINITY
  for (let sample = from; sample < to; sample += PACKED_WIDTH) {
    const at = packed[sample] ?? Number.NaN
    newest = Math.max(newest, at)
    for (let index = 0; index < values.length; index++) {
      const value = packed[sample + 1 + index] ?? Number.NaN
      if (Number.isNaN(value) || at < (times[index] ?? Number.NEGATIVE_INFINITY)) continue
      values[index] = value
      times[index] = at
    }
  }
  return { at: newest, values, times }
}
