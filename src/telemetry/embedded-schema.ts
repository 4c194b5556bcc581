import type { DatabaseSync } from 'node:sqlite'
import { hourColumns } from './embedded-thin.ts'
import { FIELDS, WHOLE_FIELDS } from './telemetry.ts'

const VERSION = 3

const fieldColumns = FIELDS.map((field) => `"${field}" ${WHOLE_FIELDS.has(field) ? 'INTEGER' : 'REAL'}`)

/** What stays of the samples of an hour (embedded-thin.ts): `at` is its start. */
const HOURS = `
    CREATE TABLE hours (
      series_id INTEGER NOT NULL, at INTEGER NOT NULL,
      ${FIELDS.map((field) => {
        const { n, sum, min, max } = hourColumns(field)
        return `${n} INTEGER NOT NULL, ${sum} REAL NOT NULL, ${min} REAL, ${max} REAL`
      }).join(', ')},
      PRIMARY KEY (series_id, at)
    ) STRICT, WITHOUT ROWID;`

/**
 * Opens the tables of a telemetry file, making them in an empty one.
 * @throws Error when the file was made by a later version
 */
export function prepareSchema(db: DatabaseSync): void {
  // A commit is durable when it returns: write() promises it, and the inbox forgets what write() took.
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  // Checkpoints are long (up to 300 ms here) and the rows they move many: fewer of them halve the cost of a row. 10,000 pages are 40 MB.
  db.exec('PRAGMA wal_autocheckpoint = 10000; PRAGMA cache_size = -16000')
  // What is erased must not be readable in the file.
  db.exec('PRAGMA secure_delete = ON')
  const version = Number(db.prepare('PRAGMA user_version').get()?.user_version)
  if (version > VERSION) throw new Error(`telemetry file has version ${version}, this program knows ${VERSION}`)
  if (version === VERSION) return
  if (version > 0) {
    const clk = `
      ALTER TABLE samples ADD COLUMN "clk" INTEGER;
      ALTER TABLE newest ADD COLUMN "clk" INTEGER;
      ALTER TABLE newest ADD COLUMN "clk_at" INTEGER;`
    db.exec(`BEGIN IMMEDIATE; ${version === 1 ? clk : ''} ${HOURS} PRAGMA user_version = ${VERSION}; COMMIT;`)
    return
  }
  db.exec(`
    BEGIN IMMEDIATE;
    -- AUTOINCREMENT: the number of an erased series may still have rows to be deleted and must not be given to another.
    CREATE TABLE series (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE erased (series_id INTEGER PRIMARY KEY) STRICT;
    CREATE TABLE samples (
      series_id INTEGER NOT NULL, at INTEGER NOT NULL, ${fieldColumns.join(', ')},
      PRIMARY KEY (series_id, at)
    ) STRICT, WITHOUT ROWID;
    -- The newest value of each field and its time, kept beside the samples: finding it there would read back to wherever the field was last measured.
    CREATE TABLE newest (
      series_id INTEGER PRIMARY KEY, at INTEGER NOT NULL,
      ${fieldColumns.join(', ')}, ${FIELDS.map((field) => `"${field}_at" INTEGER`).join(', ')}
    ) STRICT;
    CREATE TABLE boots (
      device_id TEXT NOT NULL, boot INTEGER NOT NULL, offset_ms INTEGER NOT NULL, fixed_at INTEGER NOT NULL,
      PRIMARY KEY (device_id, boot)
    ) STRICT, WITHOUT ROWID;
    ${HOURS}
    PRAGMA user_version = ${VERSION};
    COMMIT;
  `)
}
