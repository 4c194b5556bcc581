import { type Aggregate, FIELDS, type Field, type Sample, type SeriesQuery, type TrackQuery } from '../telemetry.ts'
import type { ResultSeries } from './ask.ts'
import { AT_MS_MAX, MEASUREMENT_OF, MEASUREMENTS, rolledUp, SERIES_TAG, tagValue, WINDOW_MS } from './layout.ts'

/** Runs one statement of InfluxQL. */
export type Query = (statement: string) => Promise<ResultSeries[]>

/** The reading half of the store. */
export type InfluxReader = {
  last(seriesId: string): Promise<Sample | null>
  series(query: SeriesQuery): Promise<[at: number, value: number][]>
  track(query: TrackQuery): Promise<[at: number, lat: number, lon: number][]>
  newest(seriesId: string): Promise<Partial<Record<Field, [at: number, value: number]>>>
  samples(query: TrackQuery): Promise<Sample[]>
  holdsMore(query: Omit<TrackQuery, 'limit'> & { samples_max: number }): Promise<boolean>
}

const EVERYWHERE = MEASUREMENTS.map((measurement) => `"${measurement}"`).join(', ')
const LAST_OF = new Map<string, Field>(FIELDS.map((field) => [`last_${field}`, field]))

/** Start of the first hour of a series in a range that is not summed up, or the range's end. */
export type FirstStale = (seriesId: string, from: number, to: number) => Promise<number>

/** Reads by InfluxQL over /query; buckets of whole hours from the roll-ups, as far as these are complete. Queries are checked by whoever calls. */
export function influxReader(query: Query, firstStale: FirstStale): InfluxReader {
  return {
    async last(seriesId) {
      const where = `WHERE ${ofSeries(seriesId)}`
      const [values, newest] = await Promise.all([
        query(`SELECT last(*) FROM ${EVERYWHERE} ${where}`),
        query(`SELECT * FROM ${EVERYWHERE} ${where} ORDER BY time DESC LIMIT 1`),
      ])
      const times = newest.flatMap((series) => rowsOf(series, ['time']).map(([at]) => at ?? 0))
      if (times.length === 0) return null
      const sample: Sample = { at: Math.max(...times) }
      for (const series of values) fill(sample, series)
      return sample
    },
    async series({ seriesId, field, from, to, every_ms, aggregate = 'mean', limit }) {
      const source = `FROM "${MEASUREMENT_OF[field]}" WHERE ${ofSeries(seriesId)}`
      const newest = `ORDER BY time DESC LIMIT ${limit}`
      if (every_ms === undefined) {
        const [one] = await query(`SELECT "${field}" AS "value" ${source} AND ${span(from, to)} ${newest}`)
        return pairs(one)
      }
      const start = Math.floor(from / every_ms) * every_ms
      const end = Math.ceil(to / every_ms) * every_ms
      const grouped = `GROUP BY time(${Math.min(every_ms, AT_MS_MAX)}ms) fill(none)`
      const sums = sumsUp(aggregate, field)
      const stale = sums !== null && every_ms % WINDOW_MS === 0 ? await firstStale(seriesId, start, end) : start
      const summed = Math.max(start, Math.floor(stale / every_ms) * every_ms)
      const [late] = await query(
        `SELECT ${aggregate}("${field}") AS "value" ${source} AND ${span(summed, end)} ${grouped} ${newest}`,
      )
      const points = pairs(late)
      if (summed <= start || points.length >= limit) return points
      const [early] = await query(
        `SELECT ${sums} AS "value" FROM "${rolledUp(MEASUREMENT_OF[field])}" WHERE ${ofSeries(seriesId)} AND ${span(start, summed)} ${grouped} ORDER BY time DESC LIMIT ${limit - points.length}`,
      )
      return [...pairs(early), ...points]
    },
    async track({ seriesId, from, to, limit }) {
      const [one] = await query(
        `SELECT "lat", "lon" FROM "telemetry" WHERE ${ofSeries(seriesId)} AND ${span(from, to)} ORDER BY time DESC LIMIT ${limit}`,
      )
      if (!one) return []
      const places = rowsOf(one, ['time', 'lat', 'lon']).flatMap(([at, lat, lon]): [number, number, number][] =>
        at == null || lat == null || lon == null ? [] : [[at, lat, lon]],
      )
      return places.reverse()
    },
    async newest(seriesId) {
      const found = await Promise.all(
        FIELDS.map(async (field): Promise<[Field, [number, number]][]> => {
          const source = `FROM "${MEASUREMENT_OF[field]}" WHERE ${ofSeries(seriesId)}`
          const [one] = await query(`SELECT "${field}" AS "value" ${source} ORDER BY time DESC LIMIT 1`)
          return pairs(one).map((pair) => [field, pair])
        }),
      )
      return Object.fromEntries(found.flat())
    },
    async samples({ seriesId, from, to, limit }) {
      const where = `WHERE ${ofSeries(seriesId)} AND ${span(from, to)}`
      const parts = await query(`SELECT * FROM ${EVERYWHERE} ${where} ORDER BY time LIMIT ${limit}`)
      // Each measurement gave its oldest: among the oldest of them together, none lacks a part.
      const whole = new Map<number, Sample>()
      for (const part of parts) addPart(whole, part)
      return [...whole.values()].sort((a, b) => a.at - b.at).slice(0, limit)
    },
    async holdsMore({ seriesId, from, to, samples_max }) {
      const where = `WHERE ${ofSeries(seriesId)} AND ${span(from, to)}`
      const beyond = await query(`SELECT * FROM ${EVERYWHERE} ${where} LIMIT 1 OFFSET ${samples_max}`)
      return beyond.some(({ values }) => values.length > 0)
    },
  }
}

/** The series' tag; its value needs no escape. */
export function ofSeries(seriesId: string): string {
  return `"${SERIES_TAG}" = '${tagValue(seriesId)}'`
}

/** from <= time < to, milliseconds since 1970, within what InfluxDB has times for. */
export function span(from: number, to: number): string {
  const within = (at: number): number => Math.min(Math.max(0, at), AT_MS_MAX)
  return `time >= ${within(from)}ms AND time < ${within(to)}ms`
}

function pairs(series: ResultSeries | undefined): [at: number, value: number][] {
  if (!series) return []
  const rows = rowsOf(series, ['time', 'value']).flatMap(([at, value]): [number, number][] =>
    at == null || value == null ? [] : [[at, value]],
  )
  return rows.reverse()
}

/** Rows with the named columns alone, in that order; a column that is not there is null. */
function rowsOf({ columns, values }: ResultSeries, names: readonly string[]): (number | null)[][] {
  const places = names.map((name) => columns.indexOf(name))
  return values.map((row) => places.map((place) => asNumber(row[place])))
}

function fill(sample: Sample, { columns, values }: ResultSeries): void {
  for (const [place, column] of columns.entries()) {
    const field = LAST_OF.get(column)
    const value = asNumber(values[0]?.[place])
    if (field && value !== null) sample[field] = value
  }
}

/** An aggregate out of the roll-ups, or null where they do not hold it. */
function sumsUp(aggregate: Aggregate, field: Field): string | null {
  if (aggregate === 'last') return null
  if (aggregate === 'mean') return `sum("${field}_sum") / sum("${field}_count")`
  return `${aggregate}("${field}_${aggregate}")`
}

function addPart(whole: Map<number, Sample>, part: ResultSeries): void {
  for (const [at, ...values] of rowsOf(part, ['time', ...FIELDS])) {
    if (at == null) continue
    const sample = whole.get(at) ?? { at }
    for (const [place, field] of FIELDS.entries()) {
      const value = values[place]
      if (value != null) sample[field] = value
    }
    whole.set(at, sample)
  }
}

function asNumber(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}
