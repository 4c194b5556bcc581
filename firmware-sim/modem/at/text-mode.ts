import { readServiceCentre } from '../codec/address.ts'
import { fromSeptets, toSeptets } from '../codec/gsm7.ts'
import { MalformedPdu, readOctets, toHex } from '../codec/octets.ts'
import { textOf } from '../codec/text.ts'
import { stampText, timeStamp } from '../codec/time-stamp.ts'
import { isStatusReport, isSubmit, readDeliver, readStatusReport, readSubmit } from '../codec/tpdu.ts'
import { open, type UserData } from '../codec/user-data.ts'
import type { Stored } from '../storage.ts'
import type { Settings } from './settings.ts'

/** <stat> in text mode, by its number in PDU mode (3GPP TS 27.005 §3.1). */
export const STAT_WORDS = ['REC UNREAD', 'REC READ', 'STO UNSENT', 'STO SENT', 'ALL']

/** A message as +CMGL and +CMGR tell it in text mode: what stands on their first line behind the index, and on the next (§3.4.2, §3.4.3). */
export function inTextMode(
  { stat, pdu }: Stored,
  settings: Pick<Settings, 'cscs'>,
  zone_quarters: number,
): [string, string] {
  const word = `"${STAT_WORDS[stat]}"`
  try {
    const [head, body] = incomingText(tpduOf(pdu), settings, zone_quarters)
    return [`${word},${head}`, body]
  } catch (error) {
    if (error instanceof MalformedPdu) return [`${word},"",`, '']
    throw error
  }
}

/** What stands behind `+CMT:` or `+CDS:`, and the text on the line after it (§3.4.1). @throws MalformedPdu */
export function incomingText(
  tpdu: Uint8Array,
  { cscs }: Pick<Settings, 'cscs'>,
  zone_quarters: number,
): [string, string] {
  const shown = (text: string): string => `"${inSet(text, cscs)}"`
  const stamp = (at_ms: number): string => `"${stampText(timeStamp(at_ms, zone_quarters))}"`
  if (isStatusReport(tpdu)) {
    const { reference, to, at_ms, settled_ms, status } = readStatusReport(tpdu)
    const type = to.startsWith('+') ? 145 : 129
    return [`${tpdu[0]},${reference},${shown(to)},${type},${stamp(at_ms)},${stamp(settled_ms)},${status}`, '']
  }
  if (isSubmit(tpdu)) {
    const { to, userData } = readSubmit(tpdu)
    return [`${shown(to)},`, bodyText(userData, cscs)]
  }
  const { from, at_ms, userData } = readDeliver(tpdu)
  return [`${shown(from)},,${stamp(at_ms)}`, bodyText(userData, cscs)]
}

/** The TPDU behind the service centre's address. @throws MalformedPdu */
export function tpduOf(pdu: Uint8Array): Uint8Array {
  const octets = readOctets(pdu)
  readServiceCentre(octets)
  return octets.take(octets.left())
}

/** Text that is not in the GSM alphabet is shown as hexadecimal UCS-2 whatever the character set, and octets as hexadecimal (§3.1 <data>). */
function bodyText(userData: UserData, cscs: Settings['cscs']): string {
  const part = open(userData)
  if (part.alphabet === 'octets') return toHex(Uint8Array.from(part.symbols))
  return inSet(textOf([part]), part.alphabet === 'ucs2' ? 'UCS2' : cscs)
}

/** A text in the character set that +CSCS chose, one character for each octet. */
function inSet(text: string, cscs: Settings['cscs']): string {
  if (cscs === 'UCS2') return toHex(Buffer.from(text, 'utf16le').swap16())
  if (cscs === 'GSM') return String.fromCharCode(...(toSeptets(text) ?? []))
  return Array.from(text, (letter) => (letter <= '\x7e' ? letter : '?')).join('')
}

/** The inverse of `inSet`; null for what is no text in that set. @param octets one character for each octet, as it was typed */
export function outOfSet(octets: string, cscs: Settings['cscs']): string | null {
  if (cscs === 'IRA') return octets
  if (cscs === 'GSM')
    return /^[\0-\x7f]*$/.test(octets) ? fromSeptets(Array.from(octets, (one) => one.charCodeAt(0))) : null
  if (!/^([0-9A-Fa-f]{4})*$/.test(octets)) return null
  return Buffer.from(octets, 'hex').swap16().toString('utf16le')
}
