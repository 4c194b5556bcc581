import type { BatchBody, Product } from '../api-types.ts'

/** What a shop can order, as the form lists it. */
export const WARES = ['travel-sim', 'tele2', 'telia-iot', 'registration', 'subscription', 'sms-credits'] as const
export type Ware = (typeof WARES)[number]

/** The unit of what the amount field counts. */
export function unitOf(ware: Ware): 'money' | 'months' | 'credits' {
  if (ware === 'travel-sim') return 'money'
  return ware === 'sms-credits' ? 'credits' : 'months'
}

/** An order from the fields of the form. @param fields as the browser gives them: all text */
export function orderOf(fields: FormData): BatchBody {
  const ware = String(fields.get('ware')) as Ware
  const soldTo = String(fields.get('soldTo')).trim()
  return {
    family: ware === 'travel-sim' || ware === 'tele2' || ware === 'telia-iot' ? 'sim-activation' : ware,
    product: productOf(ware, Number(fields.get('amount')), String(fields.get('currency') ?? '')),
    count: Number(fields.get('count')),
    campaign: fields.has('campaign'),
    needsActivation: fields.has('needsActivation'),
    ...(soldTo === '' ? {} : { soldTo }),
  }
}

const MONTHS_A_YEAR = 12

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
