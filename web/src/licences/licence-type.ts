import type { Held } from '../api-types.ts'

/** What people can get for a licence number: 1 to 254 points, or E. */
export const POINTS_MAX = 254

/** True when `held` has the type (`5P`, `E`) already, or more of it. */
export function hasType(held: Held, type: string): boolean {
  return type === 'E' ? held.e : held.points >= Number(type.slice(0, -1))
}

/** `31P + E`, `E`; null: nothing. */
export function heldText({ points, e }: Held): string | null {
  const parts = [points > 0 && `${points}P`, e && 'E'].filter(Boolean)
  return parts.length === 0 ? null : parts.join(' + ')
}

/** A licence number as typed or pasted, in capitals; null where it is none, or has no user information (the last half all zeros). */
export function readLicenceNumber(typed: string): string | null {
  const number = typed.replaceAll(/[\s-]/g, '').toUpperCase()
  return /^[0-9A-F]{16}$/.test(number) && !number.endsWith('00000000') ? number : null
}
