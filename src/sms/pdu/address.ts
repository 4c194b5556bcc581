import { fromSeptets } from '../../std/gsm-text.ts'
import type { Octets } from './octets.ts'
import { PduError } from './pdu-error.ts'
import { unpackSeptets } from './septets.ts'

/** Type of number: bits 6 to 4 of its octet (3GPP TS 23.040 §9.1.2.5). */
const INTERNATIONAL = 1
const ALPHANUMERIC = 5
/** §9.1.2.3: the digits of a semi-octet; 15 fills up an odd number. */
const DIGITS = '0123456789*#abc'
/** §9.1.2.5: ten octets of address value. */
const DIGITS_MAX = 20

/** A number as TP-DA or TP-OA. @param number digits, `*` and `#`; a leading `+` makes it international @throws PduError `bad-address` */
export function encodeAddress(number: string): Uint8Array {
  const digits = number.replace(/^\+/, '')
  if (!/^[0-9*#]{1,20}$/.test(digits)) throw new PduError('bad-address')
  const octets = [digits.length, number.startsWith('+') ? 0x91 : 0x81]
  for (let at = 0; at < digits.length; at += 2) {
    const [low = '', high] = digits.slice(at, at + 2)
    octets.push(DIGITS.indexOf(low) | ((high === undefined ? 0xf : DIGITS.indexOf(high)) << 4))
  }
  return Uint8Array.from(octets)
}

/**
 * Reads TP-DA, TP-OA or TP-RA: its length counts semi-octets. An international number begins with `+`; an alphanumeric sender is a text.
 * @throws PduError `truncated`, `bad-address`
 */
export function readAddress(octets: Octets): string {
  const semiOctets = octets.one()
  const type = octets.one()
  if (semiOctets > DIGITS_MAX) throw new PduError('bad-address')
  const value = octets.some(Math.ceil(semiOctets / 2))
  const kind = (type >> 4) & 7
  if (kind === ALPHANUMERIC) return fromSeptets(unpackSeptets(value, Math.floor((semiOctets * 4) / 7)))
  return prefixed(kind, digitsOf(value).slice(0, semiOctets))
}

/** Reads the service centre's address that stands before a TPDU (3GPP TS 27.005 §3.1): its length counts octets, and may be 0. @throws PduError */
export function readServiceCentre(octets: Octets): string | null {
  const length = octets.one()
  if (length === 0) return null
  if (length > 1 + DIGITS_MAX / 2) throw new PduError('bad-address')
  const type = octets.one()
  return prefixed((type >> 4) & 7, digitsOf(octets.some(length - 1)))
}

function digitsOf(value: Uint8Array): string {
  let digits = ''
  for (const octet of value) digits += (DIGITS[octet & 0xf] ?? '') + (DIGITS[octet >> 4] ?? '')
  return digits
}

function prefixed(kind: number, digits: string): string {
  return kind === INTERNATIONAL ? `+${digits}` : digits
}
