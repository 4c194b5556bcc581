import { createHash } from 'node:crypto'
import { readAddress, readServiceCentre } from './address.ts'
import { Octets } from './octets.ts'
import { PduError } from './pdu-error.ts'
import { readTimestamp } from './timestamp.ts'
import { type Alphabet, type Concatenation, readUserData } from './user-data.ts'

/** TP-MTI (3GPP TS 23.040 §9.2.3.1), seen from the phone; SMS-SUBMIT only stands in its own store. */
const TYPE_BITS = 0x03
const DELIVER = 0x00
const HEADER = 0x40
/** §9.2.3.9: a message that is acknowledged and never shown. */
const TYPE_0 = 0x40

/** A message, or a part of one, that came. */
export type Deliver = {
  /** E.164 with `+`, a short code, or an alphanumeric sender. */
  from: string
  text: string
  /** When the service centre took it, milliseconds since 1970; null where it says no time. */
  sentAt: number | null
  concatenation: Concatenation | null
  /** The same for the same message sent again, 128 bits in hexadecimal: over sender, time stamp and user data, not over the flags that a network may change. */
  print: string
}

/**
 * Reads an SMS-DELIVER as a modem gives it, with the service centre's address before it.
 * @param tpduOctets the length that the modem told; absent: it told none
 * @throws PduError
 */
export function decodeDeliver(octets: Uint8Array, tpduOctets?: number): Deliver {
  const rest = tpduOf(octets, tpduOctets)
  const type = rest.one()
  if ((type & TYPE_BITS) !== DELIVER) throw new PduError('wrong-type')
  const hash = createHash('sha256').update(octets.subarray(octets.length - rest.left))
  const from = readAddress(rest)
  const protocol = rest.one()
  const alphabet = alphabetOf(rest.one())
  const sentAt = readTimestamp(rest.some(7))
  const { text, concatenation } = readUserData(rest, alphabet, (type & HEADER) !== 0)
  if (protocol === TYPE_0) throw new PduError('no-text')
  return { from, text, sentAt, concatenation, print: hash.digest('hex').slice(0, 32) }
}

/** What follows the service centre's address. @throws PduError `left-over`, `truncated` when the length does not fit */
export function tpduOf(octets: Uint8Array, tpduOctets?: number): Octets {
  const rest = new Octets(octets)
  readServiceCentre(rest)
  if (tpduOctets !== undefined && rest.left !== tpduOctets)
    throw new PduError(rest.left > tpduOctets ? 'left-over' : 'truncated')
  return rest
}

/** The alphabet of a TP-DCS (3GPP TS 23.038 §4). What is reserved is read in the default alphabet, as it says. @throws PduError `no-text` for a compressed text */
function alphabetOf(dcs: number): Alphabet {
  const group = dcs >> 4
  if (group < 8) {
    if (dcs & 0x20) throw new PduError('no-text')
    return (['gsm7', 'octets', 'ucs2', 'gsm7'] as const)[(dcs >> 2) & 3] ?? 'gsm7'
  }
  if (group === 0xe) return 'ucs2'
  return group === 0xf && dcs & 0x04 ? 'octets' : 'gsm7'
}
