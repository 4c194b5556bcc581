import type { DatabaseSync } from 'node:sqlite'
import { FIELDS, type Sample, type SeriesQuery, type TrackQuery } from './telemetry.ts'

/** The reading half of a core; `at` is milliseconds since 1970. */
export type SampleReader = {
  last(seriesId: string): Sample | null
  series(query: SeriesQuery): [at: number, value: number][]
  track(query: TrackQuery): [at: number, lat: number, lon: number][]
}

/** Reads what was committed. Queries are checked by whoever calls. */
export function sampleReader(db: DatabaseSync): SampleReader {
  const ofSeries = 'series_id = (SELECT id FROM series WHERE name = ?)'
  const span = `${ofSeries} AND at >= ? AND at < ?`
  const newest = db.prepare(`SELECT * FROM newest WHERE ${ofSeries}`)
  const positions = db.prepare(
    `SELECT at, lat, lon FROM samples WHERE ${span} AND lat IS NOT NULL ORDER BY at DESC LIMIT ?`,
  )
  const perField = FIELDS.map((field) => ({
    values: db.prepare(
      `SELECT at, "${field}" AS value FROM samples WHERE ${span} AND "${field}" IS NOT NULL ORDER BY at DESC LIMIT ?`,
    ),
    means: db.prepare(
      `SELECT at - at % ? AS start, avg("${field}") AS value FROM samples
       WHERE ${span} AND "${field}" IS NOT NULL GROUP BY start ORDER BY start DESC LIMIT ?`,
    ),
  }))

  return {
    last(seriesId) {
      const row = newest.get(seriesId)
      if (!row) return null
      const sample: Sample = { at: Number(row.at) }
      for (const field of FIELDS) if (row[field] !== null) sample[field] = Number(row[field])
      return sample
    },
    series({ seriesId, field, from, to, every_ms, limit }) {
      const statements = perField[FIELDS.indexOf(field)]
      if (!statements) return []
      if (every_ms === undefined) {
        const rows = statements.values.all(seriesId, from, to, limit)
        return rows.reverse().map((row) => [Number(row.at), Number(row.value)])
      }
      const start = Math.floor(from / every_ms) * every_ms
      const end = Math.ceil(to / every_ms) * every_ms
      const rows = statements.means.all(every_ms, seriesId, start, end, limit)
      return rows.reverse().map((row) => [Number(row.start), Number(row.value)])
    },
    track({ seriesId, from, to, limit }) {
      const rows = positions.all(seriesId, from, to, limit)
      return rows.reverse().map((row) => [Number(row.at), Number(row.lat), Number(row.lon)])
    },
  }
}
