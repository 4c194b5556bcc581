/** A line of a list of payments: what it says, or why it says nothing. */
export type PaymentLine = { line: number } & (
  | { ok: true; invoice: string; amountMinor: number; currency: string; paidOn: string; reference: string }
  | { ok: false; fault: 'columns' | 'amount' | 'currency' | 'date' | 'reference' }
)

const COLUMNS = 5

/**
 * Reads a bank's list of payments: CSV (RFC 4180) with the columns invoice, amount, currency, date, reference; commas or semicolons; a header is passed over. An amount has a
 * point or a comma before its cents, and may have spaces between its thousands.
 * @throws RangeError for a quote that is never closed
 */
export function readPayments(text: string): PaymentLine[] {
  const rows = cells(text.replace(/^\uFEFF/, ''))
  const named = /^(invoice|faktura|rechnung|reference|ocr)/i.test(rows[0]?.cells[0] ?? '')
  return rows.slice(named ? 1 : 0).map(({ line, cells: row }) => ({ line, ...read(row) }))
}

function read(row: readonly string[]): DistributiveOmit<PaymentLine, 'line'> {
  const [invoice = '', amount = '', currency = '', paidOn = '', reference = ''] = row.map((cell) => cell.trim())
  if (row.length !== COLUMNS || invoice === '') return { ok: false, fault: 'columns' }
  const amountMinor = minorOf(amount)
  if (amountMinor === null) return { ok: false, fault: 'amount' }
  if (!/^[A-Z]{3}$/.test(currency)) return { ok: false, fault: 'currency' }
  if (!isDay(paidOn)) return { ok: false, fault: 'date' }
  if (!/^[\x21-\x7e]{1,100}$/.test(reference)) return { ok: false, fault: 'reference' }
  return { ok: true, invoice, amountMinor, currency, paidOn, reference }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never

/** `1 234,50` is 123450; null for what is no amount of at most two decimals. */
export function minorOf(text: string): number | null {
  const [, sign = '', whole = '', cents = ''] =
    /^([+-]?)(\d{1,3}(?:[ \u00a0]?\d{3}){0,3}|\d{1,12})(?:[.,](\d{1,2}))?$/.exec(text) ?? []
  if (whole === '') return null
  const minor = Number(whole.replace(/\D/g, '')) * 100 + Number(cents.padEnd(2, '0'))
  return sign === '-' ? -minor : minor
}

/** True for a day of the calendar as `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (!/^2\d{3}-\d{2}-\d{2}$/.test(text)) return false
  const at = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}

function cells(text: string): { line: number; cells: string[] }[] {
  const rows: { line: number; cells: string[] }[] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  let line = 1
  let begun = 1
  const end = (): void => {
    row.push(cell)
    if (row.length > 1 || row[0]?.trim() !== '') rows.push({ line: begun, cells: row })
    row = []
    cell = ''
    begun = line + 1
  }
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? ''
    if (quoted && letter === '"' && text[at + 1] === '"') {
      cell += '"'
      at++
    } else if (letter === '"') quoted = !quoted
    else if (!quoted && (letter === ',' || letter === ';') && !decimalComma(text, at)) {
      row.push(cell)
      cell = ''
    } else if (!quoted && letter === '\n') {
      end()
    } else if (letter !== '\r') cell += letter
    if (letter === '\n') line++
  }
  if (quoted) throw new RangeError('a quote is never closed')
  end()
  return rows
}

/** A comma between cents parts nothing where the list is parted by semicolons. */
function decimalComma(text: string, at: number): boolean {
  if (text[at] !== ',') return false
  const start = text.lastIndexOf('\n', at) + 1
  const stop = text.indexOf('\n', at)
  return text.slice(start, stop < 0 ? undefined : stop).includes(';')
}
