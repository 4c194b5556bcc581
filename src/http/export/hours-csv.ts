import { stringify } from 'csv-stringify/sync'
import { instantText } from '../../std/period.ts'
import type { Aggregate, Field, SeriesQuery, TelemetryStore } from '../../telemetry/telemetry.ts'
import { MEASURED_COLUMNS } from './measured-csv.ts'

const HOUR_MS = 3_600_000
const AGGREGATES = ['mean', 'min', 'max'] as const satisfies readonly Aggregate[]
// No formula can stand here: every cell is a number, an instant or a name of ours.
const OPTIONS = { record_delimiter: '\r\n' } as const

type Store = Pick<TelemetryStore, 'samples' | 'series'>
type Hours = Pick<SeriesQuery, 'seriesId' | 'from' | 'to' | 'limit'>

/**
 * What was measured by the hour as CSV (RFC 4180), measure after measure: its mean, least and greatest value, of everything that came for the hour, also of samples that were
 * thinned out since. Of a measure `limit` hours are read at once.
 */
export async function* hoursCsv(store: Store, { seriesId, from, to, limit }: Hours): AsyncGenerator<string> {
  yield stringify([['hour', 'measure', ...AGGREGATES]], OPTIONS)
  // Thinning leaves a sample of every hour, so nothing is older than the oldest sample's.
  const [oldest] = await store.samples({ seriesId, from, to, limit: 1 })
  if (!oldest) return
  const first = oldest.at - (oldest.at % HOUR_MS)
  for (const [name, field] of MEASURED_COLUMNS) {
    for (let at = first; at < to; at += limit * HOUR_MS) {
      const span = { seriesId, from: at, to: Math.min(to, at + limit * HOUR_MS), limit }
      const rows = await rowsOf(store, span, name, field)
      if (rows.length > 0) yield stringify(rows, OPTIONS)
    }
  }
}

async function rowsOf(store: Store, span: Hours, name: string, field: Field): Promise<(string | number)[][]> {
  const [means, least, greatest] = await Promise.all(
    AGGREGATES.map((aggregate) => store.series({ ...span, field, every_ms: HOUR_MS, aggregate })),
  )
  const rest = [least, greatest].map((points) => new Map(points))
  const cell = (value: number | undefined): string | number => {
    if (value === undefined) return ''
    return field === 'until' ? instantText(Math.round(value)) : value
  }
  return (means ?? []).map(([at, mean]) => [
    instantText(at),
    name,
    cell(mean),
    ...rest.map((values) => cell(values.get(at))),
  ])
}
