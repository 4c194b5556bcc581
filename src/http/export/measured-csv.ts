import { stringify } from 'csv-stringify/sync'
import { instantText } from '../../std/period.ts'
import type { Field, Sample } from '../../telemetry/telemetry.ts'

/** What is measured, by names with units, in the order of the file. */
export const MEASURED_COLUMNS: readonly [name: string, field: Field][] = [
  ['lat', 'lat'],
  ['lon', 'lon'],
  ['accuracy_m', 'acc'],
  ['altitude_m', 'alt'],
  ['speed_mps', 'spd'],
  ['course_deg', 'crs'],
  ['battery_percent', 'bat'],
  ['signal_dbm', 'rssi'],
  ['balance_minor', 'balance'],
  ['valid_until', 'until'],
  ['bytes_since_boot', 'bytes'],
  ['clock_offset_ms', 'clk'],
]
// No formula can stand here: every cell is a number or an instant.
const OPTIONS = { record_delimiter: '\r\n' } as const

/** Samples as CSV (RFC 4180): UTF-8, a header, CRLF; what was not measured is empty. */
export async function* measuredCsv(pages: AsyncIterable<readonly Sample[]>): AsyncGenerator<string> {
  yield stringify([['time', ...MEASURED_COLUMNS.map(([name]) => name)]], OPTIONS)
  for await (const page of pages) {
    const rows = page.map((sample) => [
      instantText(sample.at),
      ...MEASURED_COLUMNS.map(([, field]) =>
        field === 'until' && sample.until !== undefined ? instantText(sample.until) : (sample[field] ?? ''),
      ),
    ])
    yield stringify(rows, OPTIONS)
  }
}
