import { type Alphabet, alphabetOf } from './data-coding.ts'
import { pack, unpack } from './gsm7.ts'
import { MalformedPdu, type OctetReader, readOctets } from './octets.ts'

/** TP-DCS, TP-UDHI, TP-UDL and TP-UD (3GPP TS 23.040 §9.2.3.10, .23, .16, .24): the network carries them as they are. */
export type UserData = { dcs: number; hasHeader: boolean; length: number; octets: Uint8Array }

/** Which part of which message: from 1 to `of`. Messages of one sender are told apart by `reference`, and by how many bits it has. */
export type Concatenation = { reference: number; bits: 8 | 16; of: number; at: number }

/** A message or one part of it, laid open: septets, octets or 16-bit units. */
export type Part = { alphabet: Alphabet; symbols: readonly number[]; concatenation: Concatenation | null }

const USER_DATA_OCTETS_MAX = 140
const SEPTETS_MAX = 160
/** Information elements of the header (§9.2.3.24.1, .8). */
const CONCATENATED_8 = 0x00
const CONCATENATED_16 = 0x08

/** Reads TP-UDL and TP-UD, which must be all that is left. @throws MalformedPdu */
export function readUserData(octets: OctetReader, dcs: number, hasHeader: boolean): UserData {
  const length = octets.one()
  const isPacked = alphabetOf(dcs) === 'gsm7'
  if (length > (isPacked ? SEPTETS_MAX : USER_DATA_OCTETS_MAX)) throw new MalformedPdu(`user data of length ${length}`)
  const taken = octets.take(isPacked ? Math.ceil((length * 7) / 8) : length)
  if (octets.left() > 0) throw new MalformedPdu(`${octets.left()} octets behind the user data`)
  return { dcs, hasHeader, length, octets: taken }
}

/** TP-UDL and TP-UD as they stand in a TPDU. */
export const userDataField = ({ length, octets }: UserData): Uint8Array => Uint8Array.of(length, ...octets)

/** @throws MalformedPdu when its header runs past its end, or it is compressed */
export function open({ dcs, hasHeader, length, octets }: UserData): Part {
  const alphabet = alphabetOf(dcs)
  if (alphabet === null) throw new MalformedPdu('compressed text')
  const header_octets = hasHeader ? (octets[0] ?? 0) + 1 : 0
  if (header_octets > octets.length) throw new MalformedPdu('a header longer than the user data')
  const concatenation = hasHeader ? concatenationIn(octets.subarray(1, header_octets)) : null
  const body = octets.subarray(header_octets)
  if (alphabet === 'octets') return { alphabet, symbols: [...body], concatenation }
  if (alphabet === 'ucs2') {
    if (body.length % 2 !== 0) throw new MalformedPdu('half a character of UCS-2')
    const units = Array.from(
      { length: body.length / 2 },
      (_, at) => ((body[at * 2] ?? 0) << 8) | (body[at * 2 + 1] ?? 0),
    )
    return { alphabet, symbols: units, concatenation }
  }
  const header_septets = Math.ceil((header_octets * 8) / 7)
  if (header_septets > length) throw new MalformedPdu('a header longer than the user data')
  return { alphabet, symbols: unpack(body, length - header_septets, fillBits(header_octets)), concatenation }
}

/** The inverse of `open`. @throws RangeError when it does not fit into 140 octets */
export function close({ alphabet, symbols, concatenation }: Part, dcs: number): UserData {
  const header = concatenation ? headerOf(concatenation) : new Uint8Array()
  const body = bodyOf(alphabet, symbols, header.length)
  const octets = Uint8Array.of(...header, ...body)
  const length = alphabet === 'gsm7' ? Math.ceil((header.length * 8) / 7) + symbols.length : octets.length
  if (octets.length > USER_DATA_OCTETS_MAX) throw new RangeError(`${octets.length} octets of user data`)
  return { dcs, hasHeader: concatenation !== null, length, octets }
}

function bodyOf(alphabet: Alphabet, symbols: readonly number[], header_octets: number): Uint8Array {
  if (alphabet === 'gsm7') return pack(symbols, fillBits(header_octets))
  if (alphabet === 'octets') return Uint8Array.from(symbols)
  return Uint8Array.from(symbols.flatMap((unit) => [unit >> 8, unit & 0xff]))
}

/** Septets behind a header begin on a septet's boundary (§9.2.3.24). */
const fillBits = (header_octets: number): number => (7 - ((header_octets * 8) % 7)) % 7

function headerOf({ reference, bits, of, at }: Concatenation): Uint8Array {
  return bits === 8
    ? Uint8Array.of(5, CONCATENATED_8, 3, reference & 0xff, of, at)
    : Uint8Array.of(6, CONCATENATED_16, 4, (reference >> 8) & 0xff, reference & 0xff, of, at)
}

/** Elements that are not known are passed over, and of a repeated one the last counts (§9.2.3.24). */
function concatenationIn(header: Uint8Array): Concatenation | null {
  const elements = readOctets(header)
  let found: Concatenation | null = null
  while (elements.left() > 0) {
    const identifier = elements.one()
    const value = elements.take(elements.one())
    const bits = identifier === CONCATENATED_8 && value.length === 3 ? 8 : 16
    if (bits === 16 && (identifier !== CONCATENATED_16 || value.length !== 4)) continue
    const [of = 0, at = 0] = value.subarray(-2)
    // An impossible place makes the element unknown (§9.2.3.24.1).
    if (at === 0 || at > of) continue
    const reference = bits === 8 ? (value[0] ?? 0) : ((value[0] ?? 0) << 8) | (value[1] ?? 0)
    found = { reference, bits, of, at }
  }
  return found
}
