import { CsvError, parse } from 'csv-parse/sync'
import type { Wanted } from '../../flows/owning/claim.ts'
import type { ClaimLine } from '../../flows/owning/claim-many.ts'
import { caratIdTyped, imeiTyped } from '../../std/typed-serial.ts'

/** A file read, or the line at which it is broken and what is wrong there, for whoever made it. */
export type CsvRead = { ok: true; lines: ClaimLine[] } | { ok: false; line: number; message: string }

const COLUMNS = ['imei', 'caratid', 'name', 'accountid'] as const
const LINE_CHARACTERS_MAX = 1_000
const NAME_CHARACTERS_MAX = 100

/**
 * Reads collars and dongles to register from CSV (RFC 4180), as spreadsheets write it: a line of names first (`imei` or `caratId` or both, and if wished `name` and
 * `accountId`, in any order), commas, semicolons or tabs, with or without a byte-order mark. Spaces in a serial number are forgiven, and a dongle's licence number will do;
 * whether it is one is not judged here.
 */
export function readDeviceCsv(text: string, lines_max: number): CsvRead {
  let rows: { record: string[]; info: { lines: number } }[]
  try {
    rows = parse(text, {
      bom: true,
      delimiter: [',', ';', '\t'],
      info: true,
      max_record_size: LINE_CHARACTERS_MAX,
      relax_column_count: true,
      skip_empty_lines: true,
      to: lines_max + 2,
      trim: true,
    }) as never
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return {
      ok: false,
      line: Number(error.lines ?? 1),
      message: 'is no line of CSV: a quote or separator is out of place',
    }
  }
  const [head, ...body] = rows
  const names = head?.record.map((name) => name.toLowerCase()) ?? []
  const places = COLUMNS.map((column) => names.indexOf(column))
  const stranger = names.find((name) => !(COLUMNS as readonly string[]).includes(name))
  if ((places[0] === -1 && places[1] === -1) || stranger !== undefined || new Set(names).size < names.length)
    return {
      ok: false,
      line: 1,
      message: 'must name the columns: imei or caratId or both, and if wished name and accountId, each once',
    }
  if (body.length === 0 || body.length > lines_max)
    return { ok: false, line: 1, message: `must be followed by 1 to ${lines_max} lines` }
  const lines: ClaimLine[] = []
  for (const { record, info } of body) {
    const [imei, caratId, name = '', accountId = ''] = places.map((at) => record[at])
    if (record.length !== names.length)
      return { ok: false, line: info.lines, message: `must have ${names.length} columns, as line 1 says` }
    if (name.length > NAME_CHARACTERS_MAX || /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(record.join('')))
      return {
        ok: false,
        line: info.lines,
        message: `must have names of at most ${NAME_CHARACTERS_MAX} printable characters`,
      }
    const chosen = { ...(name === '' ? {} : { name }), ...(accountId === '' ? {} : { accountId }) }
    lines.push({ line: info.lines, wanted: wantedOf(imei, caratId), ...chosen })
  }
  return { ok: true, lines }
}

/** What a line names: of two columns the one that is filled in. @param imei undefined: the file has no such column */
function wantedOf(imei: string | undefined, caratId: string | undefined): Wanted | null {
  if (caratId === undefined || (caratId === '' && imei)) return { kind: 'collar', serial: imeiTyped(imei ?? '') }
  if (imei === undefined || (imei === '' && caratId !== '')) return { kind: 'dongle', serial: caratIdTyped(caratId) }
  return null
}
