import { createHmac } from 'node:crypto'

/** An unlock code worked out by hand from docs/protocol/dongle.md §1, and by nobody's code: 8 bytes. @param number 16 hexadecimal characters @param type points, or `e` */
export function unlockCode(key: Uint8Array, number: string, type: number | 'e', counter: number): Uint8Array {
  const head = Buffer.from([type === 'e' ? 255 : type, Math.floor(counter / 256), counter % 256])
  const licence = Buffer.from(number, 'hex')
  const text = Buffer.concat([Buffer.from('koppel/v1/unlock'), Buffer.from([0]), licence.subarray(0, 4), licence, head])
  return Buffer.concat([head, createHmac('sha256', key).update(text).digest().subarray(0, 5)])
}
