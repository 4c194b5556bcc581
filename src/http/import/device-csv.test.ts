import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readDeviceCsv } from './device-csv.ts'

const IMEI = '490154203237518'
const read = (text: string) => readDeviceCsv(text, 3)

test('files of spreadsheets are read: commas, semicolons or tabs, a byte-order mark, quotes, any order of columns', () => {
  const line = { line: 2, imei: IMEI, name: 'Bella, the dog' }
  expect(read(`imei,name\n${IMEI},"Bella, the dog"\n`)).toEqual({ ok: true, lines: [line] })
  expect(read(`\uFEFFName;IMEI\r\n"Bella, the dog";49 015420 323751-8\r\n\r\n`)).toEqual({ ok: true, lines: [line] })
  expect(read(`imei\taccountId\n${IMEI}\tx`)).toEqual({ ok: true, lines: [{ line: 2, imei: IMEI, accountId: 'x' }] })
})

test.each([
  ['', 1],
  ['imei', 1],
  [`name\nBella`, 1],
  [`imei,imei\n1,1`, 1],
  [`imei,price\n1,1`, 1],
  [`imei\n1\n2\n3\n4`, 1],
  [`imei,name\n${IMEI}`, 2],
  [`imei,name\n1,a\n${IMEI},"Bella`, 3],
  [`imei,name\n${IMEI},${'x'.repeat(101)}`, 2],
  [`imei,name\n${IMEI},a\u0000b`, 2],
  [`imei,name\n${IMEI},a\u202eb`, 2],
])('%j is refused with the line %i', (text, line) => {
  expect(read(text)).toMatchObject({ ok: false, line })
})

test('no text whatever breaks it, and no more lines come than are allowed', () => {
  const hostile = fc.oneof(
    fc.string(),
    fc
      .array(fc.constantFrom('imei', ',', ';', '"', '\n', '\r', '1', '\uFEFF'))
      .map((parts) => `imei\n${parts.join('')}`),
  )
  fc.assert(
    fc.property(hostile, (text) => {
      const outcome = read(text)
      if (outcome.ok) expect(outcome.lines.length).toBeLessThanOrEqual(3)
    }),
  )
})
