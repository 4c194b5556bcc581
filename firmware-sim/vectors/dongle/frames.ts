import type { Fields } from '../../codec.ts'
import { stuff } from '../../dongle/codec/cobs.ts'
import { crc16 } from '../../dongle/codec/crc16.ts'
import { ANSWER, type Frame, frameBytes, REQUEST } from '../../dongle/codec/frame.ts'
import { COMMAND } from '../../dongle/react.ts'
import { hex } from '../cast.ts'
import { codeFor, numberUnder, USER } from './cast.ts'

const upTo = (length: number): Uint8Array => Uint8Array.from({ length }, (_, at) => at + 1)

/** Frames as they go over the line, from 00 to 00 (docs/protocol/dongle.md §2), with what they carry. */
export function frameVectors(): Fields[] {
  const unlock = Buffer.from(codeFor(numberUnder(USER), 31, 1), 'hex')
  const rows: [string, Frame][] = [
    ['without payload', { type: REQUEST, sequence: 0, command: COMMAND.licences, payload: upTo(0) }],
    ['a payload of zeros', { type: REQUEST, sequence: 1, command: COMMAND.identity, payload: new Uint8Array(16) }],
    ['an unlock code', { type: REQUEST, sequence: 255, command: COMMAND.unlock, payload: unlock }],
    ['an answer', { type: ANSWER, sequence: 255, command: COMMAND.unlock, payload: Uint8Array.of(0, 1, 31, 0) }],
    // Type, sequence and command are three of the 254 bytes that a block holds, and none of them is 0.
    ['a block of 254 bytes full to the CRC', { type: ANSWER, sequence: 7, command: 0x77, payload: upTo(249) }],
    ['a block of 254 bytes, and more', { type: ANSWER, sequence: 7, command: 0x77, payload: upTo(255) }],
    ['the longest', { type: ANSWER, sequence: 9, command: 0x77, payload: new Uint8Array(507).fill(0xa5) }],
  ]
  return rows.map(([name, { type, sequence, command, payload }]) => ({
    ...{ name, hex: hex(frameBytes({ type, sequence, command, payload })) },
    meaning: { type: type === REQUEST ? 'request' : 'answer', sequence, command, payload: hex(payload) },
  }))
}

/** Bytes between two zeros that are no frame; each is followed by a good one, which must be read. */
export function badFrameVectors(): Fields[] {
  const good = frameBytes({ type: REQUEST, sequence: 3, command: COMMAND.status, payload: upTo(0) })
  const framed = (content: Uint8Array): Uint8Array =>
    Buffer.concat([Uint8Array.of(0), stuff(content), Uint8Array.of(0)])
  const withCrc = (covered: Uint8Array, turn = 0): Uint8Array => {
    const crc = crc16(covered) ^ turn
    return Buffer.concat([covered, Uint8Array.of(crc >> 8, crc & 0xff)])
  }
  const request = Uint8Array.of(REQUEST, 2, COMMAND.status)
  const [, , , high = 0, low = 0] = withCrc(request)
  const rows: [string, string, Uint8Array][] = [
    ['a CRC of which one bit is another', 'crc', framed(withCrc(request, 1))],
    ['a CRC that is not complemented', 'crc', framed(withCrc(request, 0xffff))],
    ['a CRC with its bytes exchanged', 'crc', framed(Uint8Array.of(...request, low, high))],
    ['four bytes', 'short', framed(withCrc(Uint8Array.of(REQUEST, 2)))],
    ['one byte', 'short', framed(Uint8Array.of(REQUEST))],
    ['type 0', 'type', framed(withCrc(Uint8Array.of(0, 2, COMMAND.status)))],
    ['type 3', 'type', framed(withCrc(Uint8Array.of(3, 2, COMMAND.status)))],
    ['a block that reaches beyond the end', 'cobs', Buffer.from('0009010205aa00', 'hex')],
    ['513 bytes', 'too-long', framed(withCrc(new Uint8Array(511).fill(REQUEST)))],
    ['a thousand bytes', 'too-long', framed(new Uint8Array(1_000).fill(REQUEST))],
  ]
  return rows.map(([name, reason, bytes]) => ({ name, reason, hex: hex(bytes), next: hex(good) }))
}
