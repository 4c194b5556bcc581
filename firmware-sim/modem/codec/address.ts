import { fromSeptets, pack, toSeptets, unpack } from './gsm7.ts'
import { fromSemiOctets, MalformedPdu, type OctetReader, semiOctets } from './octets.ts'

/** Digits by their code, as they are written in an address field (3GPP TS 23.040 §9.1.2.3). */
const DIGITS = '0123456789*#abc'
/** Type of address (§9.1.2.5): bit 8, type of number in bits 7 to 5, numbering plan in bits 4 to 1. */
const INTERNATIONAL = 0x91
const UNKNOWN = 0x81
const ALPHANUMERIC = 0xd0
const TYPE_OF_NUMBER_MASK = 0x70
const INTERNATIONAL_TYPE = 0x10
const ALPHANUMERIC_TYPE = 0x50

/** Digits of an address field (§9.1.2.5: 12 octets in all). */
const DIGITS_MAX = 20
/** Letters of an alphanumeric sender: what 10 octets hold. */
const LETTERS_MAX = 11

/** `+43664...`, digits alone for a number of unknown type, or up to 11 letters of the GSM alphabet. */
export type Address = string

const isNumber = (address: Address): boolean => /^\+?[0-9*#abc]{1,20}$/.test(address)

/** True for what an address field can hold. */
export function isAddress(address: string): boolean {
  const septets = toSeptets(address)
  return isNumber(address) || (address !== '' && septets !== null && septets.length <= LETTERS_MAX)
}

/** An address field: length, type, value. @throws RangeError for what it cannot hold */
export function addressField(address: Address): Uint8Array {
  if (!isAddress(address)) throw new RangeError(`no address: "${address}"`)
  if (isNumber(address)) {
    const digits = [...address.replace('+', '')].map((digit) => DIGITS.indexOf(digit))
    return Uint8Array.of(digits.length, address.startsWith('+') ? INTERNATIONAL : UNKNOWN, ...semiOctets(digits))
  }
  const septets = toSeptets(address) ?? []
  // The length counts useful semi-octets, whatever they hold (§9.1.2.5).
  return Uint8Array.of(Math.ceil((septets.length * 7) / 4), ALPHANUMERIC, ...pack(septets))
}

/** @throws MalformedPdu */
export function readAddress(octets: OctetReader): Address {
  const length = octets.one()
  const type = octets.one()
  if (length > DIGITS_MAX + 1) throw new MalformedPdu(`an address of ${length} digits`)
  const value = octets.take(Math.ceil(length / 2))
  if ((type & TYPE_OF_NUMBER_MASK) === ALPHANUMERIC_TYPE)
    return fromSeptets(unpack(value, Math.floor((length * 4) / 7)))
  return (type & TYPE_OF_NUMBER_MASK) === INTERNATIONAL_TYPE ? `+${digitsOf(value, length)}` : digitsOf(value, length)
}

/** A service centre's address in front of a TPDU (3GPP TS 27.005 §3.1 <pdu>): here the length counts octets, its type among them. */
export function serviceCentreField(number: Address): Uint8Array {
  const [, type = UNKNOWN, ...value] = addressField(number)
  return Uint8Array.of(value.length + 1, type, ...value)
}

/** Null when the field is empty: the modem's own is meant. @throws MalformedPdu */
export function readServiceCentre(octets: OctetReader): Address | null {
  const length = octets.one()
  if (length === 0) return null
  const type = octets.one()
  const digits = fromSemiOctets(octets.take(length - 1)).filter((digit) => digit !== 0xf)
  const text = digitsOf(semiOctets(digits), digits.length)
  return (type & TYPE_OF_NUMBER_MASK) === INTERNATIONAL_TYPE ? `+${text}` : text
}

function digitsOf(value: Uint8Array, length: number): string {
  const digits = fromSemiOctets(value)
    .slice(0, length)
    .map((code) => DIGITS[code])
  if (digits.includes(undefined)) throw new MalformedPdu('a filler among the digits of an address')
  return digits.join('')
}
