import type { Window } from '../embedded-windows.ts'
import { FIELDS, type Field } from '../telemetry.ts'
import type { ResultSeries } from './ask.ts'
import { MEASUREMENT_OF, MEASUREMENTS, rolledUp, SERIES_TAG, WINDOW_MS } from './layout.ts'
import { type Query, span } from './read.ts'

const SUMS = ['sum', 'count', 'min', 'max'] as const

/**
 * Sums hours up from what is stored now, whatever was summed up before: the same hours give the same points, which overwrite themselves.
 * @param write resolves when stored
 */
export async function rollUp(
  windows: readonly Window[],
  query: Query,
  write: (lines: readonly string[]) => Promise<void>,
): Promise<void> {
  const bySeries = Map.groupBy(windows, ({ series }) => series)
  for (const [series, own] of bySeries) {
    const starts = new Set(own.map(({ start }) => start))
    const from = Math.min(...starts)
    const to = Math.max(...starts) + WINDOW_MS
    for (const measurement of MEASUREMENTS) {
      const sums = FIELDS.filter((field) => MEASUREMENT_OF[field] === measurement).flatMap(sumsOf)
      const [hours] = await query(
        `SELECT ${sums.join(', ')} FROM "${measurement}" WHERE "${SERIES_TAG}" = '${series}' AND ${span(from, to)} GROUP BY time(${WINDOW_MS}ms) fill(none)`,
      )
      const head = `${rolledUp(measurement)},${SERIES_TAG}=${series}`
      await write(hours ? hourLines(head, hours, starts) : [])
    }
  }
}

function sumsOf(field: Field): string[] {
  return SUMS.map((sum) => `${sum}("${field}") AS "${field}_${sum}"`)
}

function hourLines(head: string, { columns, values }: ResultSeries, starts: ReadonlySet<number>): string[] {
  return values.flatMap((row) => {
    const [at] = row
    if (typeof at !== 'number' || !starts.has(at)) return []
    const fields = columns.flatMap((column, place) => {
      const value = row[place]
      return place === 0 || typeof value !== 'number' || isEmptyCount(column, value) ? [] : [`${column}=${value}`]
    })
    return fields.length === 0 ? [] : [`${head} ${fields.join(',')} ${at}`]
  })
}

/** A count of none says what its absence says. */
function isEmptyCount(column: string, value: number): boolean {
  return value === 0 && column.endsWith('_count')
}
