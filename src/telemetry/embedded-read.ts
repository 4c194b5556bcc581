import type { DatabaseSync } from 'node:sqlite'
import { AGGREGATES, FIELDS, type Field, type Sample, type SeriesQuery, type TrackQuery } from './telemetry.ts'

/** The reading half of a core; `at` is milliseconds since 1970. */
export type SampleReader = {
  last(seriesId: string): Sample | null
  series(query: SeriesQuery): [at: number, value: number][]
  track(query: TrackQuery): [at: number, lat: number, lon: number][]
  newest(seriesId: string): Partial<Record<Field, [at: number, value: number]>>
  samples(query: TrackQuery): Sample[]
  holdsMore(query: Omit<TrackQuery, 'limit'> & { samples_max: number }): boolean
}

/** A bare column beside max() is that of the row with the maximum (SQLite, "Bare columns in an aggregate query"). */
const VALUE_OF = {
  mean: (field: Field) => `avg("${field}")`,
  min: (field: Field) => `min("${field}")`,
  max: (field: Field) => `max("${field}")`,
  last: (field: Field) => `max(at), "${field}"`,
} as const

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
    buckets: Object.fromEntries(
      AGGREGATES.map((aggregate) => [
        aggregate,
        db.prepare(
          `SELECT at - at % ? AS start, ${VALUE_OF[aggregate](field)} AS value FROM samples
           WHERE ${span} AND "${field}" IS NOT NULL GROUP BY start ORDER BY start DESC LIMIT ?`,
        ),
      ]),
    ),
  }))

  const whole = db.prepare(`SELECT * FROM samples WHERE ${span} ORDER BY at LIMIT ?`)
  const beyond = db.prepare(`SELECT 1 FROM samples WHERE ${span} LIMIT 1 OFFSET ?`)

  return {
    last(seriesId) {
      const row = newest.get(seriesId)
      return row ? sampleOf(row) : null
    },
    newest(seriesId) {
      const row = newest.get(seriesId)
      if (!row) return {}
      const measured = FIELDS.filter((field) => row[field] !== null)
      return Object.fromEntries(measured.map((field) => [field, [Number(row[`${field}_at`]), Number(row[field])]]))
    },
    samples: ({ seriesId, from, to, limit }) => whole.all(seriesId, from, to, limit).map(sampleOf),
    holdsMore: ({ seriesId, from, to, samples_max }) => beyond.get(seriesId, from, to, samples_max) !== undefined,
    series({ seriesId, field, from, to, every_ms, aggregate = 'mean', limit }) {
      const statements = perField[FIELDS.indexOf(field)]
      if (!statements) return []
      if (every_ms === undefined) {
        const rows = statements.values.all(seriesId, from, to, limit)
        return rows.reverse().map((row) => [Number(row.at), Number(row.value)])
      }
      const start = Math.floor(from / every_ms) * every_ms
      const end = Math.ceil(to / every_ms) * every_ms
      const rows = statements.buckets[aggregate]?.all(every_ms, seriesId, start, end, limit)
      return (rows ?? []).reverse().map((row) => [Number(row.start), Number(row.value)])
    },
    track({ seriesId, from, to, limit }) {
      const rows = positions.all(seriesId, from, to, limit)
      return rows.reverse().map((row) => [Number(row.at), Number(row.lat), Number(row.lon)])
    },
  }
}

function sampleOf(row: Record<string, unknown>): Sample {
  const sample: Sample = { at: Number(row.at) }
  for (const field of FIELDS) if (row[field] !== null) sample[field] = Number(row[field])
  return sample
}
