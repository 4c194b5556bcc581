import crc16ccitt from 'crc/calculators/crc16ccitt'
import { cobs } from './cobs.ts'

/** What stands between two zero bytes on a dongle's line (docs/protocol/dongle.md §2). `sequence` and `command` are bytes. */
export type Frame = {
  type: 'request' | 'answer'
  sequence: number
  command: number
  payload: Uint8Array
}

/** Type, sequence, command and CRC with nothing between them. */
export const CONTENT_BYTES_MIN = 5
export const CONTENT_BYTES_MAX = 512
export const PAYLOAD_BYTES_MAX = CONTENT_BYTES_MAX - CONTENT_BYTES_MIN

const HEAD_BYTES = 3
const CRC_BYTES = 2
const TYPES = { request: 0x01, answer: 0x02 } as const

/** The bytes of a frame as they go on the line, both zeros included. @throws RangeError for a payload of more than 507 bytes */
export function encodeFrame({ type, sequence, command, payload }: Frame): Uint8Array {
  if (payload.length > PAYLOAD_BYTES_MAX)
    throw new RangeError(`a frame carries at most ${PAYLOAD_BYTES_MAX} bytes, not ${payload.length}`)
  const content = Buffer.alloc(CONTENT_BYTES_MIN + payload.length)
  content[0] = TYPES[type]
  content.writeUInt8(sequence, 1)
  content.writeUInt8(command, 2)
  content.set(payload, HEAD_BYTES)
  const end = content.length - CRC_BYTES
  content.writeUInt16BE(crc16Genibus(content.subarray(0, end)), end)
  return Buffer.concat([new Uint8Array(1), cobs(content), new Uint8Array(1)])
}

/**
 * CRC-16/GENIBUS: CRC-16/IBM-3740, complemented. Without the complement a frame followed by a zero byte is again a frame with a right CRC, and that byte is there when
 * one bit of the closing zero flips (docs/decisions/0014-complemented-crc.md).
 */
function crc16Genibus(bytes: Uint8Array): number {
  return crc16ccitt(bytes) ^ 0xffff
}

/** Why the content of a frame was dropped. */
export type ContentFault = 'short' | 'crc' | 'type'

/** Reads what COBS held; its payload is a copy. @param content at most 512 bytes */
export function readContent(content: Uint8Array): Frame | ContentFault {
  if (content.length < CONTENT_BYTES_MIN) return 'short'
  const end = content.length - CRC_BYTES
  const [type = 0, sequence = 0, command = 0] = content
  const [high = 0, low = 0] = content.subarray(end)
  if (crc16Genibus(content.subarray(0, end)) !== ((high << 8) | low)) return 'crc'
  if (type !== TYPES.request && type !== TYPES.answer) return 'type'
  return {
    type: type === TYPES.request ? 'request' : 'answer',
    sequence,
    command,
    payload: content.slice(HEAD_BYTES, end),
  }
}
