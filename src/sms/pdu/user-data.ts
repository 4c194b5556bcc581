import { fromSeptets, toSeptets } from '../../std/gsm-text.ts'
import type { Octets } from './octets.ts'
import { PduError } from './pdu-error.ts'
import { packSeptets, unpackSeptets } from './septets.ts'

/** Which part of which message: `reference` joins the parts, `part` counts from 1 (3GPP TS 23.040 §9.2.3.24.1, §9.2.3.24.8). */
export type Concatenation = { reference: number; bits: 8 | 16; parts: number; part: number }
export type Alphabet = 'gsm7' | 'octets' | 'ucs2'

/** A text with what joins it to others. */
export type UserData = { text: string; concatenation: Concatenation | null }

const CONCATENATED_8 = 0x00
const CONCATENATED_16 = 0x08
/** §9.2.3.16: in octets, or in septets of the default alphabet. */
const OCTETS_MAX = 140
const SEPTETS_MAX = 160

/**
 * TP-UDL and TP-UD.
 * @param text fits one part of that alphabet (`splitSms`)
 * @throws RangeError when it does not
 */
export function encodeUserData(
  text: string,
  alphabet: 'gsm7' | 'ucs2',
  concatenation: Concatenation | null,
): Uint8Array {
  const header = concatenation ? headerOf(concatenation) : new Uint8Array()
  if (alphabet === 'ucs2') {
    const body = ucs2Of(text)
    if (header.length + body.length > OCTETS_MAX) throw new RangeError('longer than a part')
    return Uint8Array.from([header.length + body.length, ...header, ...body])
  }
  const septets = toSeptets(text)
  const headerSeptets = Math.ceil((header.length * 8) / 7)
  if (septets === null || headerSeptets + septets.length > SEPTETS_MAX) throw new RangeError('longer than a part')
  const packed = packSeptets(septets, headerSeptets * 7 - header.length * 8)
  return Uint8Array.from([headerSeptets + septets.length, ...header, ...packed])
}

/** Reads TP-UDL and TP-UD, which end the PDU. @param hasHeader TP-UDHI @throws PduError `truncated`, `too-long`, `bad-header`, `no-text` */
export function readUserData(octets: Octets, alphabet: Alphabet, hasHeader: boolean): UserData {
  const length = octets.one()
  if (length > (alphabet === 'gsm7' ? SEPTETS_MAX : OCTETS_MAX)) throw new PduError('too-long')
  const data = octets.some(alphabet === 'gsm7' ? Math.ceil((length * 7) / 8) : length)
  const headerOctets = hasHeader ? 1 + (data[0] ?? OCTETS_MAX) : 0
  if (headerOctets > data.length) throw new PduError('bad-header')
  const concatenation = hasHeader ? concatenationIn(data.subarray(1, headerOctets)) : null
  const body = data.subarray(headerOctets)
  if (alphabet === 'octets') throw new PduError('no-text')
  if (alphabet === 'ucs2') return { text: textOf(body), concatenation }
  const headerSeptets = Math.ceil((headerOctets * 8) / 7)
  const septets = unpackSeptets(body, length - headerSeptets, headerSeptets * 7 - headerOctets * 8)
  return { text: fromSeptets(septets), concatenation }
}

function headerOf({ reference, bits, parts, part }: Concatenation): Uint8Array {
  const element =
    bits === 8
      ? [CONCATENATED_8, 3, reference & 0xff, parts, part]
      : [CONCATENATED_16, 4, (reference >> 8) & 0xff, reference & 0xff, parts, part]
  return Uint8Array.from([element.length, ...element])
}

/** Elements of other kinds are passed over, and what is torn: where the text begins is known all the same; of two of one kind the last counts; a part that cannot be is as if it were not there (§9.2.3.24). */
function concatenationIn(elements: Uint8Array): Concatenation | null {
  let found: Concatenation | null = null
  for (let at = 0; at < elements.length; ) {
    const kind = elements[at] ?? 0
    const length = elements[at + 1]
    if (length === undefined || at + 2 + length > elements.length) break
    const value = elements.subarray(at + 2, at + 2 + length)
    at += 2 + length
    const [first = 0, second = 0, third = 0, fourth = 0] = value
    if (kind === CONCATENATED_8 && length === 3) found = { reference: first, bits: 8, parts: second, part: third }
    if (kind === CONCATENATED_16 && length === 4)
      found = { reference: (first << 8) | second, bits: 16, parts: third, part: fourth }
  }
  return found && found.part >= 1 && found.part <= found.parts ? found : null
}

/** UCS-2, big-endian; what lies beyond the first plane travels as surrogates, as every telephone has it. */
function ucs2Of(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'utf16le').swap16())
}

/** An odd octet at the end is no character. A pair of surrogates may be torn between parts by others: it is whole again once they are joined. */
function textOf(octets: Uint8Array): string {
  return Buffer.from(octets.subarray(0, octets.length & ~1))
    .swap16()
    .toString('utf16le')
}
