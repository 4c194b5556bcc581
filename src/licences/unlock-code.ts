import { hkdfSync } from 'node:crypto'
import { hmacSha256 } from '../std/hmac.ts'
import { type LicenceType, POINTS_MAX } from '../std/licence-type.ts'

export type { LicenceType } from '../std/licence-type.ts'

/** The operation byte of E; of points it is their number (docs/protocol/dongle.md §1). */
const OPERATION_E = 255
const COUNTER_MAX = 65_535
const CARAT_ID_BYTES = 4
const MAC_BYTES = 5
const KEY_BYTES = 32

/** The operation byte of an unlock code. @throws RangeError for points out of bounds */
export function operationOf(type: LicenceType): number {
  if (type.kind === 'e') return OPERATION_E
  if (!Number.isInteger(type.points) || type.points < 1 || type.points > POINTS_MAX)
    throw new RangeError(`points are 1 to ${POINTS_MAX}, not ${type.points}`)
  return type.points
}

/** A dongle's own key from a master (HKDF-SHA256, RFC 5869; docs/protocol/dongle.md §1). @param caratId 8 hexadecimal characters */
export function dongleKey(master: Uint8Array, caratId: string): Uint8Array {
  const id = Buffer.from(caratId, 'hex')
  if (id.length !== CARAT_ID_BYTES || caratId.length !== 2 * CARAT_ID_BYTES)
    throw new RangeError('a Carat-ID has 8 hexadecimal characters')
  const info = Buffer.concat([Buffer.from('koppel/v1/dongle\0'), id])
  return new Uint8Array(hkdfSync('sha256', master, new Uint8Array(0), info, KEY_BYTES))
}

/**
 * The unlock code for a licence number (16 hexadecimal characters) and type, under the dongle's own key, in its canonical form: 16 hexadecimal capitals. The same
 * arguments always give the same code.
 * @throws RangeError for a counter outside 1 to 65,535
 */
export function unlockCode(key: Uint8Array, licenceNumber: string, type: LicenceType, counter: number): string {
  if (!Number.isInteger(counter) || counter < 1 || counter > COUNTER_MAX)
    throw new RangeError(`an unlock counter is 1 to ${COUNTER_MAX}, not ${counter}`)
  const number = Buffer.from(licenceNumber, 'hex')
  if (number.length !== 8 || licenceNumber.length !== 16)
    throw new RangeError('a licence number has 16 hexadecimal characters')
  const head = Buffer.from([operationOf(type), counter >> 8, counter & 0xff])
  const mac = hmacSha256(key)
    .update('koppel/v1/unlock\0')
    .update(number.subarray(0, CARAT_ID_BYTES))
    .update(number)
    .update(head)
    .digest()
  return Buffer.concat([head, mac.subarray(0, MAC_BYTES)])
    .toString('hex')
    .toUpperCase()
}
