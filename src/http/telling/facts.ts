import { instantText } from '../../std/period.ts'

/** A thing that is known of a deed or a product, in words for staff. */
export type Fact = { name: string; value: string }

/** Of the details of a deed, those that the ledger keeps as milliseconds since 1970. */
const INSTANTS: ReadonlySet<string> = new Set(['since', 'last'])
const UNITS: Readonly<Record<string, string>> = { metres: 'm', percent: '%', hours: 'h', days: 'd' }

/**
 * Details as console and command line show them: a value of several parts in one line, e.g. `200 SEK, on`.
 * @param currency of amounts in `minor` units (ISO 4217); null: not known, and the amount stands alone
 */
export function factsOf(details: Record<string, unknown>, currency: string | null = null): Fact[] {
  return Object.entries(details).map(([name, value]) => ({ name, value: said(name, value, currency) }))
}

function said(name: string, value: unknown, currency: string | null): string {
  if (typeof value === 'number' && INSTANTS.has(name)) return instantText(value)
  if (value === null || typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return value.map((one) => said('', one, currency)).join(', ')
  // What is chosen stands before whether it is on.
  const parts = Object.entries(value).sort(([a], [b]) => Number(a === 'on') - Number(b === 'on'))
  return parts.map(([part, one]) => partSaid(part, one, currency)).join(', ')
}

function partSaid(part: string, value: unknown, currency: string | null): string {
  if (part === 'on' && typeof value === 'boolean') return value ? 'on' : 'off'
  if (part === 'minor' && typeof value === 'number') return amount(value, currency)
  const unit = UNITS[part]
  if (unit !== undefined) return `${value} ${unit}`
  return `${part} ${said(part, value, currency)}`
}

/** Nearly every currency has a hundred minor units; one that is not known is taken to. */
function amount(minor: number, currency: string | null): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency: currency ?? 'EUR' })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  const text = (minor / 10 ** digits).toFixed(digits).replace(/\.0+$/, '')
  return currency === null ? text : `${text} ${currency}`
}
