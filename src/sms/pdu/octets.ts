import { PduError } from './pdu-error.ts'

/** An SMSC address of 12 octets and a TPDU of 12 + 12 + 140 with room for what a later release adds (3GPP TS 23.040 §9.2.2). */
export const PDU_OCTETS_MAX = 255

/** The octets of a line in hexadecimal. @throws PduError `not-hex`, `too-long` */
export function fromHex(text: string): Uint8Array {
  if (text.length > 2 * PDU_OCTETS_MAX) throw new PduError('too-long')
  if (text.length % 2 !== 0 || !/^[0-9A-Fa-f]*$/.test(text)) throw new PduError('not-hex')
  return Uint8Array.from(Buffer.from(text, 'hex'))
}

/** As modems take them: capitals. */
export function toHex(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex').toUpperCase()
}

/** Reads octets from the front; whoever asks for more than there is learns that it is truncated. */
export class Octets {
  readonly #octets: Uint8Array
  #at = 0

  constructor(octets: Uint8Array) {
    this.#octets = octets
  }

  get left(): number {
    return this.#octets.length - this.#at
  }

  /** @throws PduError `truncated` */
  one(): number {
    return this.some(1)[0] ?? 0
  }

  /** @throws PduError `truncated` */
  some(count: number): Uint8Array {
    if (count > this.left) throw new PduError('truncated')
    this.#at += count
    return this.#octets.subarray(this.#at - count, this.#at)
  }
}
