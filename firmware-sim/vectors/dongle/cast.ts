import { createHash } from 'node:crypto'
import { type DongleIdentity, keyFromMaster } from '../../dongle/identity.ts'
import { makeUnlockCode } from '../../dongle/unlock-code.ts'
import { fingerprintOf } from '../../dongle/user-information.ts'

/** Who plays in the vectors: keys and numbers that never change. All secrets here are public. */

const secret = (purpose: string): Uint8Array => createHash('sha256').update(`koppel vectors ${purpose}`).digest()

/** Masters by key version. */
export const MASTERS: readonly { keyVersion: number; master: Uint8Array }[] = [
  { keyVersion: 1, master: secret('dongle master 1') },
  { keyVersion: 2, master: secret('dongle master 2') },
]
const [FIRST] = MASTERS as [{ keyVersion: number; master: Uint8Array }]

export const CARAT_ID = '12345678'
export const USER = 'Anna Lund, Åkervägen 1, 114 33 Stockholm'
export const OTHER_USER = 'Musterfrau GmbH, Wien'
export const DONGLE: DongleIdentity = {
  caratId: CARAT_ID,
  key: keyFromMaster(FIRST.master, CARAT_ID),
  keyVersion: FIRST.keyVersion,
}
export const KEY: Uint8Array = Buffer.from(DONGLE.key, 'base64url')

/** The licence number of the cast's dongle under a text: 16 hexadecimal capitals. */
export function numberUnder(text: string): string {
  return (CARAT_ID + (fingerprintOf(Buffer.from(text)) ?? '')).toUpperCase()
}

/** An unlock code, 16 hexadecimal capitals. @param operation the byte: points, or 255 for E */
export function codeFor(number: string, operation: number, counter: number): string {
  return makeUnlockCode(KEY, number, operation, counter)
}

/** A command id that is the same for the same number. */
export function orderId(number: number): string {
  return `01900000-0000-7000-8000-${String(number).padStart(12, '0')}`
}

/** The payload of EXECUTE. */
export function orderBytes(id: string, counter: number, number: string, code: string): Uint8Array {
  return Buffer.from(id.replaceAll('-', '') + counter.toString(16).padStart(16, '0') + number + code, 'hex')
}
