/**
 * Packs septets into octets, the low bits first (3GPP TS 23.038 §6.1.2.1).
 * @param fillBits 0 to 6 zero bits before the first septet, which brings it to a septet's boundary behind a header
 */
export function packSeptets(septets: readonly number[], fillBits = 0): Uint8Array {
  const octets = new Uint8Array(Math.ceil((septets.length * 7 + fillBits) / 8))
  for (const [index, septet] of septets.entries()) {
    const bit = fillBits + index * 7
    const octet = bit >> 3
    const shifted = (septet & 0x7f) << (bit & 7)
    octets[octet] = (octets[octet] ?? 0) | (shifted & 0xff)
    if (shifted > 0xff) octets[octet + 1] = (octets[octet + 1] ?? 0) | (shifted >> 8)
  }
  return octets
}

/** The septets again, at most as many as the octets hold. */
export function unpackSeptets(octets: Uint8Array, count: number, fillBits = 0): number[] {
  const held = Math.max(0, Math.min(count, Math.floor((octets.length * 8 - fillBits) / 7)))
  return Array.from({ length: held }, (_, index) => {
    const bit = fillBits + index * 7
    const pair = (octets[bit >> 3] ?? 0) | ((octets[(bit >> 3) + 1] ?? 0) << 8)
    return (pair >> (bit & 7)) & 0x7f
  })
}
