import { stringify } from 'csv-stringify/sync'
import type { BookRow } from '../../flows/billing/bookkeeping.ts'

const HEAD = ['date', 'voucher', 'account', 'debit', 'credit', 'currency', 'country']
// No formula can stand here: every cell is a number, a day, or a name of ours.
const OPTIONS = { record_delimiter: '\r\n' } as const

/** Vouchers as CSV (RFC 4180): UTF-8, a header, CRLF; amounts with a point and two decimals. */
export async function* bookCsv(pages: AsyncIterable<readonly BookRow[]>): AsyncGenerator<string> {
  yield stringify([HEAD], OPTIONS)
  for await (const page of pages)
    yield stringify(
      page.map(({ date, voucher, account, debitMinor, creditMinor, currency, country }) => [
        ...[date, voucher, account],
        ...[debitMinor, creditMinor].map((minor) => (minor / 100).toFixed(2)),
        ...[currency, country],
      ]),
      OPTIONS,
    )
}
