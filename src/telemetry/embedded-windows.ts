import type { DatabaseSync } from 'node:sqlite'

/** An hour of a series, by its start, milliseconds since 1970. */
export type Window = { series: string; start: number }

/** Which hours another engine has still to sum up. In the file of an embedded store, which is there in any case. */
export type WindowKeeper = {
  markWindows(windows: readonly Window[]): void
  /** Hours that began before, those of a series together. */
  staleWindows(before: number, windows_max: number): Window[]
  /** Start of the oldest hour of the series that is not summed up, from <= start < to. */
  oldestStale(series: string, from: number, to: number): number | null
  dropWindows(windows: readonly Window[]): void
  /** Forgets hours of this series, or that began before. */
  forgetWindows(which: { series: string } | { olderThan: number }): void
}

/** Runs inside the caller's transaction. */
export function windowKeeper(db: DatabaseSync): WindowKeeper {
  db.exec(`CREATE TABLE IF NOT EXISTS stale_windows (
    series TEXT NOT NULL, start INTEGER NOT NULL, PRIMARY KEY (series, start)
  ) STRICT, WITHOUT ROWID`)
  const mark = db.prepare('INSERT INTO stale_windows VALUES (?, ?) ON CONFLICT DO NOTHING')
  const stale = db.prepare('SELECT series, start FROM stale_windows WHERE start < ? ORDER BY series, start LIMIT ?')
  const oldest = db.prepare(
    'SELECT min(start) AS start FROM stale_windows WHERE series = ? AND start >= ? AND start < ?',
  )
  const drop = db.prepare('DELETE FROM stale_windows WHERE series = ? AND start = ?')
  const ofSeries = db.prepare('DELETE FROM stale_windows WHERE series = ?')
  const older = db.prepare('DELETE FROM stale_windows WHERE start < ?')
  return {
    markWindows(windows) {
      for (const { series, start } of windows) mark.run(series, start)
    },
    staleWindows: (before, windows_max) =>
      stale.all(before, windows_max).map((row) => ({ series: String(row.series), start: Number(row.start) })),
    oldestStale(series, from, to) {
      const start = oldest.get(series, from, to)?.start
      return start == null ? null : Number(start)
    },
    dropWindows(windows) {
      for (const { series, start } of windows) drop.run(series, start)
    },
    forgetWindows(which) {
      if ('series' in which) ofSeries.run(which.series)
      else older.run(which.olderThan)
    },
  }
}
