import { mac } from './mac.ts'

const OPERATION_E = 255
const MAC_BYTES = 5

/**
 * The unlock code of docs/protocol/dongle.md §1 in 16 hexadecimal capitals, as whoever holds the key can make it. It checks no bounds of points, so that wrong codes can be made too.
 * @param key 32 bytes @param number licence number, 16 hexadecimal characters
 * @throws RangeError for a type beyond a byte, or a counter beyond two
 */
export function makeUnlockCode(key: Uint8Array, number: string, type: number | 'e', counter: number): string {
  const operation = type === 'e' ? OPERATION_E : type
  if (!(operation >= 0 && operation <= 0xff)) throw new RangeError(`an operation is one byte, not ${operation}`)
  if (!(counter >= 0 && counter <= 0xffff)) throw new RangeError(`an unlock counter is two bytes, not ${counter}`)
  const licence = Buffer.from(number, 'hex')
  const head = Uint8Array.of(operation, counter >> 8, counter & 0xff)
  const made = mac(key, 'koppel/v1/unlock', licence.subarray(0, 4), licence, head)
  return Buffer.concat([head, made.subarray(0, MAC_BYTES)])
    .toString('hex')
    .toUpperCase()
}
