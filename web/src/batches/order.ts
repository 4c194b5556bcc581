import type { BatchBody, Product } from '../api-types.ts'
import { instant_ms, instantText } from '../browser.ts'

/** What a shop can order, as the form lists it. */
export const WARES = ['travel-sim', 'tele2', 'telia-iot', 'registration', 'subscription', 'sms-credits'] as const
export type Ware = (typeof WARES)[number]

/** Characters of a code, where its family has several lengths; the longest is what is made unless told otherwise. */
export const LENGTHS: Partial<Record<Ware, readonly number[]>> = { registration: [12, 8], subscription: [10, 7] }

/** The unit of what the amount field counts. */
export function unitOf(ware: Ware): 'money' | 'months' | 'credits' {
  if (ware === 'travel-sim') return 'money'
  return ware === 'sms-credits' ? 'credits' : 'months'
}

/** An order from the fields of the form. @param fields as the browser gives them: all text */
export function orderOf(fields: FormData): BatchBody {
  const said = (name: string): string => String(fields.get(name) ?? '').trim()
  const ware = said('ware') as Ware
  const packSize = Number(said('packSize') || 1)
  const regions = regionsIn(said('regions'))
  const length = Number(said('length') || 0)
  return {
    family: ware === 'travel-sim' || ware === 'tele2' || ware === 'telia-iot' ? 'sim-activation' : ware,
    product: productOf(ware, Number(said('amount')), said('currency')),
    count: Number(said('count')) * packSize,
    campaign: fields.has('campaign'),
    notMigratable: fields.has('notMigratable'),
    needsActivation: fields.has('needsActivation'),
    ...(packSize > 1 && { packSize }),
    ...(length > 0 && { length }),
    ...(regions.length > 0 && { regions }),
    ...(said('channel') !== '' && { channel: said('channel') }),
    ...(said('anchor') === 'purchase' && { anchor: 'purchase', purchasedAt: dayBegin(said('purchased')) }),
    ...(said('lastDay') !== '' && { endOfSaleAt: dayAfter(said('lastDay')) }),
    ...(said('soldTo') !== '' && { soldTo: said('soldTo') }),
    ...(said('accountId') !== '' && { accountId: said('accountId') }),
  }
}

/** Country codes as a person lists them: `se, no` is SE and NO. */
export function regionsIn(text: string): string[] {
  const codes = text.toUpperCase().split(/[\s,;]+/)
  return [...new Set(codes.filter((code) => code !== ''))]
}

/** Names of the form's fields that the API has found wrong, by the paths of its answer, e.g. `/body/regions/0`. */
export function wrongFields(errors: readonly { path: string }[]): Set<string> {
  return new Set(
    errors.map(({ path }) => {
      const [, name = '', inner] = /^\/body\/(\w+)(?:\/(\w+))?/.exec(path) ?? []
      if (name === 'product') return inner === 'currency' ? inner : 'amount'
      return OTHERWISE_NAMED.get(name) ?? name
    }),
  )
}

const OTHERWISE_NAMED = new Map([
  ['family', 'ware'],
  ['purchasedAt', 'purchased'],
  ['endOfSaleAt', 'lastDay'],
])

const MONTHS_A_YEAR = 12
const DAY_MS = 86_400_000

/** @param day `2026-11-25`, of the calendar that all time of codes is counted in: UTC */
function dayBegin(day: string): string {
  return `${day}T00:00:00Z`
}

/** The end of sale is the moment from which nothing is sold any more: a day that counts is followed by it. */
function dayAfter(day: string): string {
  const next_ms = instant_ms(dayBegin(day)) + DAY_MS
  return Number.isNaN(next_ms) ? dayBegin(day) : instantText(next_ms)
}

function productOf(ware: Ware, amount: number, currency: string): Product {
  const period = amount % MONTHS_A_YEAR === 0 ? `P${amount / MONTHS_A_YEAR}Y` : `P${amount}M`
  switch (ware) {
    case 'travel-sim':
      return { type: 'sim-top-up', simKind: ware, amountMinor: minorUnits(amount, currency), currency }
    case 'tele2':
    case 'telia-iot':
      return { type: 'sim-extend', simKind: ware, period }
    case 'registration':
      return { type: 'licence-extend', period }
    case 'subscription':
      return { type: 'subscription', period }
    case 'sms-credits':
      return { type: 'sms-credits', credits: amount }
  }
}

/** Whole units of a currency in its smallest ones (ISO 4217): 100 SEK = 10000, 100 JPY = 100. */
function minorUnits(amount: number, currency: string): number {
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
  return Math.round(amount * 10 ** maximumFractionDigits)
}
