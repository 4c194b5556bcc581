import { inUnion, standardRate } from './vat-rates.ts'

/** How VAT stands on a line, by the names of EN 16931 (UNCL 5305): standard rate, reverse charge, outside its scope. */
export type VatCategory = 'S' | 'AE' | 'O'
/** `rate` in basis points; 0 but for `S`. */
export type Vat = { category: VatCategory; rate: number }

/** Who buys, as far as VAT asks. `country` ISO 3166-1 alpha-2; `vatId` as it is written, with its two letters. */
export type VatBuyer = { country: string; company: boolean; vatId: string | null }

/** VAT ids by country, without the two letters: their shape alone. Whether one is in force only the authorities' VIES can tell. Source: VIES, "VAT number structure". */
const VAT_ID_SHAPES: Readonly<Record<string, RegExp>> = {
  AT: /^U\d{8}$/,
  BE: /^[01]\d{9}$/,
  BG: /^\d{9,10}$/,
  CY: /^\d{8}[A-Z]$/,
  CZ: /^\d{8,10}$/,
  DE: /^\d{9}$/,
  DK: /^\d{8}$/,
  EE: /^\d{9}$/,
  ES: /^[A-Z0-9]\d{7}[A-Z0-9]$/,
  FI: /^\d{8}$/,
  FR: /^[A-Z0-9]{2}\d{9}$/,
  GR: /^\d{9}$/,
  HR: /^\d{11}$/,
  HU: /^\d{8}$/,
  IE: /^\d[A-Z0-9+*]\d{5}[A-Z]{1,2}$/,
  IT: /^\d{11}$/,
  LT: /^(\d{9}|\d{12})$/,
  LU: /^\d{8}$/,
  LV: /^\d{11}$/,
  MT: /^\d{8}$/,
  NL: /^[A-Z0-9+*]{12}$/,
  PL: /^\d{10}$/,
  PT: /^\d{9}$/,
  RO: /^\d{2,10}$/,
  SE: /^\d{12}$/,
  SI: /^\d{8}$/,
  SK: /^\d{10}$/,
}

/** The two letters that a country's VAT ids begin with: Greece writes EL. */
export function vatPrefix(country: string): string {
  return country === 'GR' ? 'EL' : country
}

/** A VAT id in capitals without spaces, dots and dashes; null when it has not the shape of that country's. */
export function readVatId(text: string, country: string): string | null {
  const id = text.toUpperCase().replace(/[\s.-]/g, '')
  const prefix = vatPrefix(country)
  const shape = Object.hasOwn(VAT_ID_SHAPES, country) ? VAT_ID_SHAPES[country] : undefined
  return shape && id.startsWith(prefix) && shape.test(id.slice(prefix.length)) ? id : null
}

/**
 * VAT on a service that is supplied electronically, by directive 2006/112/EC: at home the seller's rate; to a company of another member state with a VAT id none, the
 * buyer owes it (art. 44 and 196); to anybody else in the Union the rate of the buyer's country (art. 58, by the one-stop shop); outside the Union none (art. 44, 59).
 * @param seller country of a seller established in the Union @param day of the supply, `YYYY-MM-DD`
 */
export function vatOf(seller: string, buyer: VatBuyer, day: string): Vat {
  if (buyer.country === seller) return { category: 'S', rate: standardRate(seller, day) }
  if (!inUnion(buyer.country)) return { category: 'O', rate: 0 }
  const known = buyer.company && buyer.vatId !== null && readVatId(buyer.vatId, buyer.country) !== null
  return known ? { category: 'AE', rate: 0 } : { category: 'S', rate: standardRate(buyer.country, day) }
}
