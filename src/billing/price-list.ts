import { type LicenceType, POINTS_MAX } from '../std/licence-type.ts'

/** What licences of a dongle cost, net. Amounts in minor units of `currency` (ISO 4217). */
export type PriceList = {
  /** Stands with each entry that was priced by it. A changed price is a new list. */
  id: string
  currency: string
  firstPoint_minor: number
  /** Each point after the first. */
  furtherPoint_minor: number
  e_minor: number
}

export const PRICE_LIST: PriceList = {
  id: '2026-1',
  currency: 'EUR',
  firstPoint_minor: 49_000,
  furtherPoint_minor: 12_000,
  e_minor: 29_000,
}

/**
 * Price of a type for a licence number that has `heldPoints` already: for points the difference, so that it never matters by how many steps somebody came to what they have.
 * @throws RangeError for fewer points than are held
 */
export function priceOf(list: PriceList, type: LicenceType, heldPoints: number): number {
  if (type.kind === 'e') return list.e_minor
  if (type.points <= heldPoints) throw new RangeError(`${heldPoints} points are held`)
  return whole(list, type.points) - whole(list, heldPoints)
}

function whole(list: PriceList, points: number): number {
  if (!Number.isInteger(points) || points < 0 || points > POINTS_MAX) throw new RangeError(`no price for ${points}`)
  return points === 0 ? 0 : list.firstPoint_minor + (points - 1) * list.furtherPoint_minor
}
