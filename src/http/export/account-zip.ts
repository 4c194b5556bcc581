import { Readable } from 'node:stream'
import { stringify } from 'csv-stringify/sync'
import yazl from 'yazl'
import type { AccountExport } from '../../flows/privacy/export-account.ts'
import type { Texts } from '../../std/texts.ts'
import { samplePages } from '../../telemetry/sample-pages.ts'
import type { TelemetryStore } from '../../telemetry/telemetry.ts'
import { HTTP_LIMITS } from '../limits.ts'
import { hoursCsv } from './hours-csv.ts'
import { measuredCsv } from './measured-csv.ts'

type Rows = AsyncIterable<Record<string, unknown>>
const CSV = { record_delimiter: '\r\n', escape_formulas: true } as const

/** Everything about an account as a zip: a README in the person's language, each table as JSON and as CSV, and what each device measured as CSV, sample by sample and by the hour. Streamed: a page of rows in memory. */
export function accountZip(
  exported: AccountExport,
  { texts, telemetry, at }: { texts: Texts; telemetry: Pick<TelemetryStore, 'samples' | 'series'>; at: number },
): Readable {
  const zip = new yazl.ZipFile()
  const mtime = new Date(at)
  const add = (name: string, pieces: AsyncIterable<string>): void =>
    // Opened when its turn comes: what was opened at once would hold a page of every table.
    zip.addReadStreamLazy(name, { mtime }, (give) => give(null, Readable.from(pieces, { objectMode: false })))
  const readme = texts.text(exported.language, 'export.readme', { at })
  const lines = exported.tables.map(
    ({ table }) => `${table}: ${texts.text(exported.language, `export.holds.${table}`)}`,
  )
  zip.addBuffer(Buffer.from(`${readme}\n\n${lines.join('\n')}\n`), 'README.txt', { mtime })
  for (const { table, rows } of exported.tables) {
    add(`json/${table}.json`, asJson(rows()))
    add(`csv/${table}.csv`, asCsv(rows()))
  }
  for (const [nth, { device, seriesId, from, to }] of exported.series.entries()) {
    const range = { seriesId, from, to, limit: HTTP_LIMITS.exportPage_samples }
    add(`telemetry/${device}-${nth + 1}.csv`, measuredCsv(samplePages(telemetry, range)))
    add(`telemetry/${device}-${nth + 1}-hours.csv`, hoursCsv(telemetry, range))
  }
  zip.end()
  const bytes = zip.outputStream as Readable
  zip.on('error', (error: Error) => bytes.destroy(error))
  return bytes
}

async function* asJson(rows: Rows): AsyncGenerator<string> {
  let before = '['
  for await (const row of rows) {
    yield `${before}\n  ${JSON.stringify(row)}`
    before = ','
  }
  yield before === '[' ? '[]\n' : '\n]\n'
}

/** Its columns are those of the first row; a table without rows has an empty file. */
async function* asCsv(rows: Rows): AsyncGenerator<string> {
  let columns: string[] | null = null
  for await (const row of rows) {
    if (columns === null) {
      columns = Object.keys(row)
      yield stringify([columns], CSV)
    }
    yield stringify([columns.map((column) => cell(row[column]))], CSV)
  }
}

function cell(value: unknown): string | number {
  if (typeof value === 'number') return value
  return value === null || value === undefined ? '' : String(value)
}
