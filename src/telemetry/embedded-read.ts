import type { DatabaseSync } from 'node:sqlite'
import { HOUR_MS, hourColumns, notCounted } from './embedded-thin.ts'
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

/** The same of hours that were summed up and of samples that were not. The last value is a sample's own: it has stayed. */
const VALUE_OF_HOURS = { mean: 'total(sum) / total(n)', min: 'min(least)', max: 'max(greatest)' } as const

function bucketsOfHours(field: Field, aggregate: keyof typeof VALUE_OF_HOURS): string {
  const { n, sum, min, max } = hourColumns(field)
  const within = 'series_id = $id AND at >= $start AND at < $end'
  return `
    SELECT bucket AS start, ${VALUE_OF_HOURS[aggregate]} AS value FROM (
      SELECT at - at % $every_ms AS bucket, "${field}" AS sum, 1 AS n, "${field}" AS least, "${field}" AS greatest
      FROM samples AS one WHERE ${within} AND "${field}" IS NOT NULL AND ${notCounted(field)}
      UNION ALL
      SELECT at - at % $every_ms, ${sum}, ${n}, ${min}, ${max} FROM hours WHERE ${within} AND ${n} > 0)
    GROUP BY bucket ORDER BY bucket DESC LIMIT $limit`
}

/** Reads what was committed. Queries are checked by whoever calls. */
export function sampleReader(db: DatabaseSync): SampleReader {
  const ofSeries = 'series_id = (SELECT id FROM series WHERE name = ?)'
  const span = `${ofSeries} AND at >= ? AND at < ?`
  const newest = db.prepare(`SELECT * FROM newest WHERE ${ofSeries}`)
  const positions = db.prepare(
    `SELECT at, lat, lon FROM samples WHERE ${span} AND lat IS NOT NULL ORDER BY at DESC LIMIT ?`,
  )
  const hoursIn = db.prepare(`SELECT series_id AS id FROM hours WHERE ${span} LIMIT 1`)
  const perField = FIELDS.map((field) => ({
    ofHours: {
      mean: db.prepare(bucketsOfHours(field, 'mean')),
      min: db.prepare(bucketsOfHours(field, 'min')),
      max: db.prepare(bucketsOfHours(field, 'max')),
    },
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
      const id = every_ms % HOUR_MS === 0 && aggregate !== 'last' && hoursIn.get(seriesId, start, end)?.id
      const rows = id
        ? statements.ofHours[aggregate as 'mean'].all({ id, start, end, every_ms, limit })
        : statements.buckets[aggregate]?.all(every_ms, seriesId, start, end, limit)
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
