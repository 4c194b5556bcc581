/** Codes on one card, at most: more do not fit on it with their QR codes. */
export const PACK_CODES_MAX = 9

/**
 * Cards of a batch: a code alone, or a pack of several that are sold as one. The card's printed number counts from 1, and its codes stand at
 * neighbouring places of the batch's derivation.
 * @param packSize codes on a card; null: one
 */
export function cardOf(packSize: number | null, position: number): number {
  return Math.floor(position / (packSize ?? 1)) + 1
}

/** The places of the codes on the cards `from` to `to`, both included. */
export function placesOf(packSize: number | null, from: number, to: number): { first: number; last: number } {
  const size = packSize ?? 1
  return { first: (from - 1) * size, last: to * size - 1 }
}

/** The greatest number of codes up to `most` that is whole cards. */
export function wholeCards(packSize: number | null, most: number): number {
  const size = packSize ?? 1
  return most - (most % size)
}

/** Of places that were filled, those on cards that have a gap. A card is sold whole or not at all. */
export function brokenPlaces(packSize: number, filled: readonly number[]): number[] {
  const found = new Map<number, number>()
  for (const place of filled) found.set(cardOf(packSize, place), (found.get(cardOf(packSize, place)) ?? 0) + 1)
  return filled.filter((place) => found.get(cardOf(packSize, place)) !== packSize)
}
