import { stuff, unstuff } from './cobs.ts'
import { crc16 } from './crc16.ts'

export const REQUEST = 0x01
export const ANSWER = 0x02

/** What a frame carries (docs/protocol/dongle.md §2). */
export type Frame = { type: number; sequence: number; command: number; payload: Uint8Array }

const HEAD_BYTES = 3
const CRC_BYTES = 2
const CONTENT_BYTES_MAX = 512
/** One more for each 254, and one. */
const STUFFED_BYTES_MAX = CONTENT_BYTES_MAX + Math.floor(CONTENT_BYTES_MAX / 254) + 1

/** The bytes for the line, from 00 to 00. @param frame payload of at most 507 bytes */
export function frameBytes({ type, sequence, command, payload }: Frame): Uint8Array {
  const covered = Buffer.concat([Uint8Array.of(type, sequence, command), payload])
  if (covered.length + CRC_BYTES > CONTENT_BYTES_MAX) throw new RangeError('a frame holds at most 507 bytes of payload')
  const crc = crc16(covered)
  const content = Buffer.concat([covered, Uint8Array.of(crc >> 8, crc & 0xff)])
  return Buffer.concat([Uint8Array.of(0), stuff(content), Uint8Array.of(0)])
}

/** The frame between two zeros, or null for anything else; whoever asks judges the type. */
export function readFrame(stuffed: Uint8Array): Frame | null {
  const content = unstuff(stuffed)
  if (!content || content.length < HEAD_BYTES + CRC_BYTES || content.length > CONTENT_BYTES_MAX) return null
  const end = content.length - CRC_BYTES
  const crc = ((content[end] ?? 0) << 8) | (content[end + 1] ?? 0)
  if (crc16(content.subarray(0, end)) !== crc) return null
  const [type = 0, sequence = 0, command = 0] = content
  return { type, sequence, command, payload: content.subarray(HEAD_BYTES, end) }
}

/** Takes the bytes of a line in any pieces and calls `take` for each request in them. It never holds more than one frame of the greatest length. */
export function requestReader(take: (frame: Frame) => void): (bytes: Uint8Array) => void {
  const held = new Uint8Array(STUFFED_BYTES_MAX)
  let length = 0
  let tooLong = false
  return (bytes) => {
    for (const byte of bytes) {
      if (byte !== 0) {
        if (length < STUFFED_BYTES_MAX) held[length++] = byte
        else tooLong = true
        continue
      }
      const frame = tooLong || length === 0 ? null : readFrame(held.slice(0, length))
      length = 0
      tooLong = false
      if (frame?.type === REQUEST) take(frame)
    }
  }
}
