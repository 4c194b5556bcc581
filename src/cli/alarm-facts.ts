import type { AlarmBody } from '../http/alarm-schemas.ts'
import { amount } from './billing.ts'

/** Details of these are amounts in minor units. */
const AMOUNTS = new Set(['balance', 'disagreement'])
/** What a plain number is counted in, by rule. */
const UNITS: Readonly<Record<string, string>> = {
  'zone-left': ' m',
  'zone-entered': ' m',
  movement: ' m',
  battery: ' %',
}

/** What is known of an alarm besides its rule, with units: `125.00 SEK`, `30 m`, `reported=450.00 SEK`. */
export function alarmFacts({ rule, currency, details }: Pick<AlarmBody, 'rule' | 'currency' | 'details'>): string[] {
  return details.map(({ name, value }) => {
    const number = Number(value)
    const counted = AMOUNTS.has(rule) && currency !== undefined && Number.isInteger(number)
    const said = counted ? amount(number, currency) : `${value}${UNITS[rule] ?? ''}`
    return name === 'value' ? said : `${name}=${said}`
  })
}
