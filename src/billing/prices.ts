/**
 * What services cost in a country, net, in minor units of `currency` (ISO 4217).
 * Source: the house's own list, decided 2026-01-01. A changed price is a new list with a new id, which stands with every entry that was priced by it.
 */
export type CountryPrices = {
  currency: string
  /** The subscription that a device's IMEI activates, a year. */
  deviceYear_minor: number
  /** A code for a year of a service subscription. */
  subscriptionYear_minor: number
  /** A code for a year of a licence. */
  licenceYear_minor: number
  /** A code for a year of a Tele2 or Telia IoT SIM. */
  simYear_minor: number
  /** One SMS. */
  smsCredit_minor: number
}

export const PRICES_ID = '2026-1'

const EURO: CountryPrices = {
  currency: 'EUR',
  deviceYear_minor: 3_900,
  subscriptionYear_minor: 3_900,
  licenceYear_minor: 2_900,
  simYear_minor: 1_900,
  smsCredit_minor: 10,
}
const KRONOR = {
  deviceYear_minor: 39_900,
  subscriptionYear_minor: 39_900,
  licenceYear_minor: 29_900,
  simYear_minor: 19_900,
  smsCredit_minor: 100,
}

/** By country, ISO 3166-1 alpha-2; every other one pays in euro. */
export const PRICES: Readonly<Record<string, CountryPrices>> = {
  SE: { currency: 'SEK', ...KRONOR },
  NO: { currency: 'NOK', ...KRONOR },
  DK: { ...KRONOR, currency: 'DKK', deviceYear_minor: 29_900, subscriptionYear_minor: 29_900 },
  CH: { ...EURO, currency: 'CHF' },
  GB: { ...EURO, currency: 'GBP', deviceYear_minor: 3_400, subscriptionYear_minor: 3_400 },
}

/** The prices of a country. */
export function pricesIn(country: string): CountryPrices {
  return (Object.hasOwn(PRICES, country) ? PRICES[country] : undefined) ?? EURO
}

/** What a code is worth, as far as its price goes: `Product` of the room of codes fits it. */
export type PricedProduct =
  | { type: 'sim-top-up'; amountMinor: number; currency: string }
  | { type: 'sim-extend' | 'licence-extend' | 'subscription'; period: string }
  | { type: 'sms-credits'; credits: number }

/** What one code costs in a country, net: a top-up its amount, time by the year and its part, credits by the piece. Null: there is no price for it. */
export function codePrice(product: PricedProduct, country: string): { unitMinor: number; currency: string } | null {
  const prices = pricesIn(country)
  const { currency } = prices
  if (product.type === 'sim-top-up') return { unitMinor: product.amountMinor, currency: product.currency }
  if (product.type === 'sms-credits') return { unitMinor: product.credits * prices.smsCredit_minor, currency }
  const months = monthsOf(product.period)
  if (months === null) return null
  const year = {
    'sim-extend': prices.simYear_minor,
    'licence-extend': prices.licenceYear_minor,
    subscription: prices.subscriptionYear_minor,
  }[product.type]
  return { unitMinor: Math.round((year * months) / 12), currency }
}

/** Whole months of an ISO 8601 period of years and months; null for any other. */
function monthsOf(period: string): number | null {
  const [, years = '0', months = '0'] = /^P(?=\d)(?:(\d{1,2})Y)?(?:(\d{1,3})M)?$/.exec(period) ?? []
  const all = Number(years) * 12 + Number(months)
  return all > 0 ? all : null
}
