import type { Address } from '../codec/address.ts'

/** A number as it is dialled in the country, in international form. Short numbers and names stay. @param country its digits, `43` */
export function dialled(number: Address, country: string): Address {
  if (/^00[1-9]/.test(number)) return `+${number.slice(2)}`
  return /^0[1-9]/.test(number) ? `+${country}${number.slice(1)}` : number
}
