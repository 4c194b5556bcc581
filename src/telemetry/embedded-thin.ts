import type { DatabaseSync } from 'node:sqlite'
import { FIELDS } from './telemetry.ts'

export const HOUR_MS = 3_600_000
/** An hour with more samples than these (five a second) is left whole: it would be summed up in one step, while other calls wait. */
const HOUR_ROWS_MAX = 20_000

/** Where thinning goes on: in this series, from this time. */
export type ThinPlace = { series: number; at: number }
export type ThinStep = { olderThan: number; from: ThinPlace; rows_max: number }

export type Thinner = {
  /**
   * Sums up hours that ended before `olderThan`, one after the other, until `rows_max` samples were read or a series is through.
   * @returns where to go on, or null at the end
   */
  thinStep(step: ThinStep): ThinPlace | null
}

/** Columns of one field in an hour's row. */
export const hourColumns = (field: string) => ({
  n: `"${field}_n"`,
  sum: `"${field}_sum"`,
  min: `"${field}_min"`,
  max: `"${field}_max"`,
})

/** Of samples called `one`, series `$id`: true where no such hour was summed up. */
const inNoHour = (such = ''): string =>
  `NOT EXISTS (SELECT 1 FROM hours WHERE series_id = $id AND hours.at = one.at - one.at % ${HOUR_MS} ${such})`

/** The same where no hour has counted values of this field, so that a value here is in no sum. */
export const notCounted = (field: string): string => inNoHour(`AND ${hourColumns(field).n} > 0`)

/**
 * Thins samples out, inside the caller's transaction: of an hour stay how many values each field had, their sum, the least and the greatest, and those samples that
 * hold the last value of a field. An hour is summed up once: what comes for it later can no longer be told from what it has counted, stays a sample, and is not summed.
 */
export function thinner(db: DatabaseSync): Thinner {
  const nextSeries = db.prepare('SELECT id FROM series WHERE id >= ? ORDER BY id LIMIT 1')
  const nextSample = db.prepare(
    `SELECT at FROM samples AS one WHERE series_id = $id AND at >= $from AND at < $before AND ${inNoHour()} ORDER BY at LIMIT 1`,
  )
  const inHour = 'series_id = $id AND at >= $from AND at < $to'
  const lasts = FIELDS.map((field) => `max(iif("${field}" IS NULL, NULL, at)) AS "${field}"`)
  const crowded = db.prepare(`SELECT 1 FROM samples WHERE ${inHour} LIMIT 1 OFFSET ${HOUR_ROWS_MAX}`)
  const weigh = db.prepare(
    `SELECT count(*) AS rows, max(at) AS newest, ${lasts.join(', ')} FROM samples WHERE ${inHour}`,
  )
  const sums = FIELDS.map((field) => `count("${field}"), total("${field}"), min("${field}"), max("${field}")`)
  const sumUp = db.prepare(`INSERT INTO hours SELECT $id, $from, ${sums.join(', ')} FROM samples WHERE ${inHour}`)
  const kept = Array.from({ length: FIELDS.length + 1 }, () => '?').join(', ')
  const drop = db.prepare(`DELETE FROM samples WHERE series_id = ? AND at >= ? AND at < ? AND at NOT IN (${kept})`)

  /** @returns samples that were read */
  function thinHour(id: number, from: number): number {
    const span = { id, from, to: from + HOUR_MS }
    if (crowded.get(span)) return HOUR_ROWS_MAX
    const { rows, ...last } = weigh.get(span) ?? {}
    sumUp.run(span)
    // No time is below 0; NULL would make NOT IN say nothing.
    drop.run(id, from, from + HOUR_MS, ...Object.values(last).map((at) => at ?? -1))
    return Number(rows)
  }

  return {
    thinStep({ olderThan, from, rows_max }) {
      const found = nextSeries.get(from.series)?.id
      if (found === undefined) return null
      const id = Number(found)
      const before = olderThan - (olderThan % HOUR_MS)
      let at = id === from.series ? from.at : 0
      for (let left = rows_max; left > 0; ) {
        const next = nextSample.get({ id, from: at, before })?.at
        if (next === undefined) return { series: id + 1, at: 0 }
        const hour = Number(next) - (Number(next) % HOUR_MS)
        left -= thinHour(id, hour)
        at = hour + HOUR_MS
      }
      return { series: id, at }
    },
  }
}
