import { hmacSha256 } from '../std/hmac.ts'
import type { Family } from './family.ts'

/** Bytes of a batch's seed. */
export const SEED_BYTES = 32
const BYTE_VALUES = 256

/**
 * The code at a place of a batch. The bytes behind it are HMAC-SHA256 in counter mode (NIST SP 800-108r1 §4.1) over family, length and place, so that any part of a
 * batch can be derived again by itself; bytes beyond the last whole multiple of the alphabet are passed over, or some symbols would be likelier than others.
 * @param seed 32 random bytes; not to be changed afterwards
 * @param length one of the family's lengths
 * @param position 0 to 2^32 - 1
 * @throws RangeError for a family that the house does not mint, or a length that is none of its
 */
export function deriveCode(seed: Uint8Array, family: Family, length: number, position: number): string {
  const { alphabet, compose, lengths } = family
  if (!compose || !lengths.includes(length)) throw new RangeError(`no ${family.name} code of ${length} is minted here`)
  const wanted = length - (Math.max(...lengths) - compose.symbols)
  const limit = BYTE_VALUES - (BYTE_VALUES % alphabet.length)
  const place = Buffer.alloc(8)
  place.writeUInt32BE(position)
  let symbols = ''
  for (let block = 0; ; block++) {
    place.writeUInt32BE(block, 4)
    const bytes = hmacSha256(seed).update(`koppel/v1/mint\0${family.name}\0${length}\0`).update(place).digest()
    for (const byte of bytes) {
      if (byte >= limit) continue
      symbols += alphabet[byte % alphabet.length]
      if (symbols.length === wanted) return compose.of(symbols)
    }
  }
}

/** The length that an order means when it names none: the family's longest, which is the hardest to guess. */
export function lengthOf(family: Family, ordered: number | null): number {
  return ordered ?? Math.max(...family.lengths)
}
