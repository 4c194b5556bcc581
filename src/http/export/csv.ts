import { stringify } from 'csv-stringify/sync'
import { readProduct } from '../../codes/product.ts'
import type { Export } from '../../flows/batches/export.ts'

const COLUMNS = ['number', 'code', 'printed', 'family', 'product', 'simKind', 'value', 'unit', 'batch']

/** An export as CSV (RFC 4180): UTF-8, a header, CRLF; page by page, so that a million codes need the memory of 500. */
export async function* csvOf({ batch, family, pages }: Export): AsyncGenerator<string> {
  yield stringify([COLUMNS], OPTIONS)
  const product = readProduct(batch.product)
  const worth = [product.type, 'simKind' in product ? product.simKind : '', ...valueAndUnit(batch.product), batch.id]
  for await (const page of pages) {
    const rows = page.map(({ number, code }) => [number, code, family.show(code), family.name, ...worth])
    yield stringify(rows, OPTIONS)
  }
}

// What begins like a formula is one to a spreadsheet: it gets a quote in front.
const OPTIONS = { record_delimiter: '\r\n', escape_formulas: true } as const

/** Amount in minor units and its currency, a period, or a number of credits. */
function valueAndUnit(json: string): [string | number, string] {
  const product = readProduct(json)
  if ('amountMinor' in product) return [product.amountMinor, product.currency]
  return 'period' in product ? [product.period, 'ISO 8601'] : [product.credits, 'credits']
}
