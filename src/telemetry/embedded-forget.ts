import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { HOUR_MS } from './embedded-thin.ts'
import { FIELDS } from './telemetry.ts'

const SERIES_PER_STEP = 100

/** Where a prune stands: the series to go on behind. */
export type PruneStep = { olderThan: number; after: number; rows_max: number }

export type Forgetter = {
  /** Takes the name off a series: nothing finds it any more. Its rows wait for `sweep`. */
  forget(seriesId: string): void
  /** Deletes up to `rows_max` rows of forgotten series. @returns whether there may be more */
  sweep(rows_max: number): boolean
  /** Deletes up to `rows_max` old rows. @returns the series to go on behind, or null at the end */
  pruneStep(step: PruneStep): number | null
  /** Deletes up to `rows_max` old boots, but never a device's newest: that one is still speaking. @returns whether there may be more */
  pruneBoots(olderThan: number, rows_max: number): boolean
}

/** Deletion in steps, each inside the caller's transaction and short enough for other calls to wait behind it. */
export function forgetter(db: DatabaseSync): Forgetter {
  const someRows = 'at IN (SELECT at FROM samples WHERE series_id = $id AND at < $before ORDER BY at LIMIT $rows_max)'
  const deleteRows = db.prepare(`DELETE FROM samples WHERE series_id = $id AND ${someRows}`)
  const someHours = 'at IN (SELECT at FROM hours WHERE series_id = $id AND at < $before ORDER BY at LIMIT $rows_max)'
  const deleteHours = db.prepare(`DELETE FROM hours WHERE series_id = $id AND ${someHours}`)
  const markErased = db.prepare('INSERT INTO erased SELECT id FROM series WHERE name = ?')
  const dropNewest = db.prepare('DELETE FROM newest WHERE series_id = (SELECT id FROM series WHERE name = ?)')
  const dropSeries = db.prepare('DELETE FROM series WHERE name = ?')
  const nextErased = db.prepare('SELECT series_id AS id FROM erased LIMIT 1')
  const dropErased = db.prepare('DELETE FROM erased WHERE series_id = ?')
  const someSeries = db.prepare(`SELECT id FROM series WHERE id > ? ORDER BY id LIMIT ${SERIES_PER_STEP}`)
  const dropOldNewest = db.prepare('DELETE FROM newest WHERE series_id = $id AND at < $before')
  const clearOldFields = db.prepare(`UPDATE newest SET ${FIELDS.map(clearOld).join(', ')} WHERE series_id = $id`)
  const dropEmpty = db.prepare(
    `DELETE FROM series WHERE id = $id AND NOT EXISTS (SELECT 1 FROM samples WHERE series_id = $id)
     AND NOT EXISTS (SELECT 1 FROM hours WHERE series_id = $id)`,
  )
  const deleteBoots = db.prepare(`
    DELETE FROM boots WHERE (device_id, boot) IN (
      SELECT device_id, boot FROM boots AS old WHERE fixed_at < ?
      AND boot < (SELECT max(boot) FROM boots WHERE device_id = old.device_id) LIMIT ?)`)

  /** @returns how many rows and hours went, at most `rows_max` */
  function deleteSome(id: SQLOutputValue, before: number, rows_max: number): number {
    const rows = Number(deleteRows.run({ id, before, rows_max }).changes)
    if (rows === rows_max) return rows
    // An hour that has not ended by then stays whole until it has: without its row, what is left of it would pass for all of it.
    const ended = before - (before % HOUR_MS)
    return rows + Number(deleteHours.run({ id, before: ended, rows_max: rows_max - rows }).changes)
  }

  return {
    forget(seriesId) {
      for (const statement of [markErased, dropNewest, dropSeries]) statement.run(seriesId)
    },
    sweep(rows_max) {
      const id = nextErased.get()?.id
      if (id === undefined) return false
      if (deleteSome(id, Number.MAX_SAFE_INTEGER, rows_max) < rows_max) dropErased.run(id)
      return true
    },
    pruneStep({ olderThan, after, rows_max }) {
      let left = rows_max
      const rows = someSeries.all(after)
      for (const { id = 0 } of rows) {
        left -= deleteSome(id, olderThan, left)
        if (left === 0) return Number(id) - 1
        dropOldNewest.run({ id, before: olderThan })
        clearOldFields.run({ id, before: olderThan })
        dropEmpty.run({ id })
      }
      return rows.length < SERIES_PER_STEP ? null : Number(rows.at(-1)?.id)
    },
    pruneBoots: (olderThan, rows_max) => Number(deleteBoots.run(olderThan, rows_max).changes) === rows_max,
  }
}

function clearOld(field: string): string {
  const old = `"${field}_at" < $before`
  return `"${field}" = iif(${old}, NULL, "${field}"), "${field}_at" = iif(${old}, NULL, "${field}_at")`
}
