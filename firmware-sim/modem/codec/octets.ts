/** A protocol data unit that is not what its type says. The message tells where it goes wrong. */
export class MalformedPdu extends Error {
  constructor(what: string) {
    super(what)
    this.name = 'MalformedPdu'
  }
}

/** Reads octets one after the other and never past their end. */
export type OctetReader = {
  /** @throws MalformedPdu when there is none left */
  one(): number
  /** @throws MalformedPdu when fewer are left */
  take(count: number): Uint8Array
  /** How many are left. */
  left(): number
}

/** Reads `octets` from their beginning. */
export function readOctets(octets: Uint8Array): OctetReader {
  let at = 0
  const take = (count: number): Uint8Array => {
    if (at + count > octets.length) throw new MalformedPdu(`ends after ${octets.length} octets`)
    at += count
    return octets.subarray(at - count, at)
  }
  return { one: () => take(1)[0] ?? 0, take, left: () => octets.length - at }
}

/** Hexadecimal text in capitals, as modems write it. */
export const toHex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex').toUpperCase()

/** The octets of hexadecimal text; null when it is none. */
export function fromHex(text: string): Uint8Array | null {
  return text.length % 2 === 0 && /^[0-9A-Fa-f]*$/.test(text) ? Uint8Array.from(Buffer.from(text, 'hex')) : null
}

/** Digits two to an octet, the first in the low half, an odd one out with 1111 above it (3GPP TS 23.040 §9.1.2.3). */
export function semiOctets(digits: readonly number[]): Uint8Array {
  return Uint8Array.from({ length: Math.ceil(digits.length / 2) }, (_, at) => {
    return ((digits[at * 2 + 1] ?? 0xf) << 4) | (digits[at * 2] ?? 0xf)
  })
}

/** The halves of octets in reading order, fillers among them. */
export const fromSemiOctets = (octets: Uint8Array): number[] =>
  [...octets].flatMap((octet) => [octet & 0xf, octet >> 4])
