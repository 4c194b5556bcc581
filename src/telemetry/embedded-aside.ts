import type { DatabaseSync } from 'node:sqlite'
import type { SetAside } from './set-aside.ts'

/** A line that the engine will never store, the series it is of, and the engine's own reason. */
export type AsideRow = { series: string; line: string; reason: string }

/** Keeps what another engine will never store. In the file of an embedded store, which is there in any case. */
export type AsideKeeper = {
  /** @param at milliseconds since 1970 @throws Error when more than `rows_max` would be kept: then none of them is */
  keepAside(rows: readonly AsideRow[], at: number, rows_max: number): void
  countAside(): number
  /** Oldest first, behind an id. */
  asideRows(after: number, rows_max: number): SetAside[]
  /** Forgets these rows: they are stored now. */
  dropAside(ids: readonly number[]): void
  /** Forgets what is of this series, or was set aside before. */
  forgetAside(which: { series: string } | { olderThan: number }): void
}

/** Runs inside the caller's transaction. */
export function asideKeeper(db: DatabaseSync): AsideKeeper {
  db.exec(`CREATE TABLE IF NOT EXISTS set_aside (
    line TEXT PRIMARY KEY, series TEXT NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL
  ) STRICT`)
  const keep = db.prepare('INSERT INTO set_aside VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING')
  const count = db.prepare('SELECT count(*) AS rows FROM set_aside')
  const ofSeries = db.prepare('DELETE FROM set_aside WHERE series = ?')
  const older = db.prepare('DELETE FROM set_aside WHERE at < ?')
  const page = db.prepare(
    'SELECT rowid AS id, at, series, line, reason FROM set_aside WHERE rowid > ? ORDER BY rowid LIMIT ?',
  )
  const drop = db.prepare('DELETE FROM set_aside WHERE rowid = ?')
  const countAside = (): number => Number(count.get()?.rows)
  return {
    keepAside(rows, at, rows_max) {
      for (const { line, series, reason } of rows) keep.run(line, series, reason, at)
      if (countAside() > rows_max) throw new Error(`${rows_max} lines are set aside already`)
    },
    countAside,
    asideRows: (after, rows_max) =>
      page.all(after, rows_max).map(({ id, at, series, line, reason }) => ({
        ...{ id: Number(id), at: Number(at) },
        ...{ series: String(series), line: String(line), reason: String(reason) },
      })),
    dropAside(ids) {
      for (const id of ids) drop.run(id)
    },
    forgetAside(which) {
      if ('series' in which) ofSeries.run(which.series)
      else older.run(which.olderThan)
    },
  }
}
