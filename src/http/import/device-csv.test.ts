import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readDeviceCsv } from './device-csv.ts'

const IMEI = '490154203237518'
const read = (text: string) => readDeviceCsv(text, 3)

test('files of spreadsheets are read: commas, semicolons or tabs, a byte-order mark, quotes, any order of columns', () => {
  const wanted = { kind: 'collar', serial: IMEI }
  const line = { line: 2, wanted, name: 'Bella, the dog' }
  expect(read(`imei,name\n${IMEI},"Bella, the dog"\n`)).toEqual({ ok: true, lines: [line] })
  expect(read(`\uFEFFName;IMEI\r\n"Bella, the dog";49 015420 323751-8\r\n\r\n`)).toEqual({ ok: true, lines: [line] })
  expect(read(`imei\taccountId\n${IMEI}\tx`)).toEqual({ ok: true, lines: [{ line: 2, wanted, accountId: 'x' }] })
})

test('a line names a collar or a dongle, a dongle by its licence number too; one that names both or neither names none', () => {
  const collar = { kind: 'collar', serial: IMEI }
  const dongle = { kind: 'dongle', serial: 'FC00012A' }
  const wanted = (text: string) => {
    const outcome = readDeviceCsv(text, 9)
    return outcome.ok && outcome.lines.map((line) => line.wanted)
  }
  expect(wanted('caratId\nfc00012a\nFC00 012A-2BE8 1D3F\n')).toEqual([dongle, dongle])
  expect(wanted(`imei;caratId\n${IMEI};\n;FC00012A\n${IMEI};FC00012A\n;\n`)).toEqual([collar, dongle, null, null])
  expect(wanted('name;imei\nBella;\n')).toEqual([{ kind: 'collar', serial: '' }])
  expect(wanted('name;caratId\ntill;\n')).toEqual([{ kind: 'dongle', serial: '' }])
})

test.each([
  ['', 1],
  ['imei', 1],
  [`name\nBella`, 1],
  [`imei,imei\n1,1`, 1],
  [`name,accountId\n1,1`, 1],
  [`caratId,caratid\n1,1`, 1],
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
      .array(fc.constantFrom('imei', 'caratId', ',', ';', '"', '\n', '\r', '1', '\uFEFF'))
      .map((parts) => `imei\n${parts.join('')}`),
  )
  fc.assert(
    fc.property(hostile, (text) => {
      const outcome = read(text)
      if (outcome.ok) expect(outcome.lines.length).toBeLessThanOrEqual(3)
    }),
  )
})
