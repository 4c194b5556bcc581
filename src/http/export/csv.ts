import { stringify } from 'csv-stringify/sync'
import { readProduct } from '../../codes/product.ts'
import type { Export } from '../../flows/batches/export.ts'

const BEHIND = ['family', 'product', 'simKind', 'value', 'unit', 'batch']

/** An export as CSV (RFC 4180): UTF-8, a header, CRLF; page by page, so that a million codes need the memory of 500. A pack is one row. */
export async function* csvOf({ batch, family, pages }: Export): AsyncGenerator<string> {
  yield stringify([['number', ...codeColumns(batch.pack_size), ...BEHIND]], OPTIONS)
  const product = readProduct(batch.product)
  const worth = [product.type, 'simKind' in product ? product.simKind : '', ...valueAndUnit(batch.product), batch.id]
  for await (const page of pages) {
    const rows = page.map(({ number, codes }) => [
      number,
      ...codes.flatMap((code) => [code, family.show(code)]),
      family.name,
      ...worth,
    ])
    yield stringify(rows, OPTIONS)
  }
}

/** `code, printed`; of a pack `code1, printed1, code2, ...`. */
function codeColumns(packSize: number | null): string[] {
  if (packSize === null) return ['code', 'printed']
  return Array.from({ length: packSize }, (_, at) => [`code${at + 1}`, `printed${at + 1}`]).flat()
}

// What begins like a formula is one to a spreadsheet: it gets a quote in front.
const OPTIONS = { record_delimiter: '\r\n', escape_formulas: true } as const

/** Amount in minor units and its currency, a period, or a number of credits. */
function valueAndUnit(json: string): [string | number, string] {
  const product = readProduct(json)
  if ('amountMinor' in product) return [product.amountMinor, product.currency]
  return 'period' in product ? [product.period, 'ISO 8601'] : [product.credits, 'credits']
}
