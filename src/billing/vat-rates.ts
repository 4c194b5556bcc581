/**
 * Standard rates of VAT in basis points (2550 = 25.5 %), for the member states of the European Union.
 * Source: European Commission, Taxes in Europe Database, "VAT rates applied in the Member States of the European Union", as of 2026-01-01; national laws for the four
 * that changed since 2024. A changed rate is a further line, and the older one stays: an invoice takes the rate of the day of its supply.
 */
export const VAT_RATES_SOURCE = { source: 'European Commission, Taxes in Europe Database', asOf: '2026-01-01' } as const

type Rate = readonly [since: string, basisPoints: number]

export const VAT_RATES: Readonly<Record<string, readonly Rate[]>> = {
  AT: [['2000-01-01', 2_000]],
  BE: [['2000-01-01', 2_100]],
  BG: [['2007-01-01', 2_000]],
  CY: [['2014-01-13', 1_900]],
  CZ: [['2013-01-01', 2_100]],
  DE: [['2021-01-01', 1_900]],
  DK: [['2000-01-01', 2_500]],
  EE: [
    ['2024-01-01', 2_200],
    ['2025-07-01', 2_400],
  ],
  ES: [['2012-09-01', 2_100]],
  FI: [
    ['2013-01-01', 2_400],
    ['2024-09-01', 2_550],
  ],
  FR: [['2014-01-01', 2_000]],
  GR: [['2016-06-01', 2_400]],
  HR: [['2013-07-01', 2_500]],
  HU: [['2012-01-01', 2_700]],
  IE: [['2021-03-01', 2_300]],
  IT: [['2013-10-01', 2_200]],
  LT: [['2009-09-01', 2_100]],
  LU: [['2024-01-01', 1_700]],
  LV: [['2012-07-01', 2_100]],
  MT: [['2004-05-01', 1_800]],
  NL: [['2012-10-01', 2_100]],
  PL: [['2011-01-01', 2_300]],
  PT: [['2011-01-01', 2_300]],
  RO: [
    ['2017-01-01', 1_900],
    ['2025-08-01', 2_100],
  ],
  SE: [['2000-01-01', 2_500]],
  SI: [['2013-07-01', 2_200]],
  SK: [
    ['2011-01-01', 2_000],
    ['2025-01-01', 2_300],
  ],
}

/** True for a member state of the European Union, ISO 3166-1 alpha-2. */
export function inUnion(country: string): boolean {
  return Object.hasOwn(VAT_RATES, country)
}

/**
 * The standard rate of a member state on a day, in basis points.
 * @param day `YYYY-MM-DD` @throws RangeError for a country or a day that the list has no rate for
 */
export function standardRate(country: string, day: string): number {
  const rate = (inUnion(country) ? VAT_RATES[country] : undefined)?.findLast(([since]) => since <= day)
  if (!rate) throw new RangeError(`no rate of VAT for ${country} on ${day}`)
  return rate[1]
}
