import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../std/random.ts'
import { cobs } from './cobs.ts'
import { type FrameFault, frameDecoder } from './decoder.ts'
import { encodeFrame, type Frame, PAYLOAD_BYTES_MAX } from './frame.ts'

const soak = process.env.KOPPEL_SOAK !== undefined
const RANDOM_STRINGS = soak ? 1_000_000 : 10_000

/** CRC-16/GENIBUS bit by bit, from its definition. */
function crc(bytes: Uint8Array): number {
  let register = 0xffff
  for (const byte of bytes) {
    register ^= byte << 8
    for (let bit = 0; bit < 8; bit++) register = ((register << 1) ^ (register & 0x8000 ? 0x1021 : 0)) & 0xffff
  }
  return register ^ 0xffff
}

/** Everything that a decoder says of the pieces, in order. */
function read(...pieces: Uint8Array[]): { frames: Frame[]; faults: FrameFault[] } {
  const [frames, faults]: [Frame[], FrameFault[]] = [[], []]
  const decoder = frameDecoder(
    (frame) => frames.push(frame),
    (fault) => faults.push(fault),
  )
  for (const piece of pieces) decoder.take(piece)
  return { frames, faults }
}

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'))
const toHex = (value: number): string => value.toString(16).padStart(4, '0')
const frame = (payload: Uint8Array, sequence = 7, command = 4): Frame => ({
  type: 'answer',
  sequence,
  command,
  payload,
})
/** Frames of every kind: empty, with zeros, without, at the edges of COBS' groups, the longest. */
const ZOO: Frame[] = [
  { type: 'request', sequence: 0, command: 0, payload: hex('') },
  frame(hex('00')),
  frame(hex('00 00 00 00')),
  frame(hex('11 22 00 33')),
  frame(seededRandom(1).bytes(40)),
  ...[248, 249, 250, 251, 252, 253, 254, 255, 503, PAYLOAD_BYTES_MAX].map((bytes) =>
    frame(new Uint8Array(bytes).fill(9)),
  ),
  frame(seededRandom(2).bytes(PAYLOAD_BYTES_MAX), 255, 255),
]
const arbitraryFrame = fc.record({
  type: fc.constantFrom('request' as const, 'answer' as const),
  sequence: fc.nat(255),
  command: fc.nat(255),
  payload: fc.uint8Array({ maxLength: PAYLOAD_BYTES_MAX }),
})

describe('bytes by hand', () => {
  test('the check is CRC-16/GENIBUS: D64E for the nine digits', () => {
    expect(crc(Buffer.from('123456789'))).toBe(0xd64e)
  })

  test('a request without payload', () => {
    const bytes = encodeFrame({ type: 'request', sequence: 7, command: 5, payload: hex('') })
    expect(Buffer.from(bytes).toString('hex')).toBe(`0006010705${toHex(crc(hex('01 07 05')))}00`)
  })

  // Examples of Cheshire and Baker 1999, and the edges of a group.
  const run = (from: number, count: number): string =>
    Array.from({ length: count }, (_, at) => ((from + at) % 256).toString(16).padStart(2, '0')).join('')
  test.each([
    ['', '01'],
    ['00', '0101'],
    ['0000', '010101'],
    ['11220033', '0311220233'],
    ['11223344', '0511223344'],
    ['11000000', '0211010101'],
    [run(1, 254), `ff${run(1, 254)}`],
    [`00${run(1, 254)}`, `01ff${run(1, 254)}`],
    [run(1, 255), `ff${run(1, 254)}02ff`],
    [`${run(2, 254)}00`, `ff${run(2, 254)}0101`],
    [`${run(3, 253)}0001`, `fe${run(3, 253)}0201`],
  ])('COBS, example $#', (content, stuffed) => {
    expect(Buffer.from(cobs(hex(content))).toString('hex')).toBe(stuffed)
  })
})

describe('a frame', () => {
  test('comes out as it went in', () => {
    fc.assert(
      fc.property(arbitraryFrame, (sent) => {
        expect(read(encodeFrame(sent))).toEqual({ frames: [sent], faults: [] })
      }),
    )
  })

  test('may be cut at every byte boundary, and into single bytes', () => {
    for (const sent of ZOO) {
      const bytes = encodeFrame(sent)
      for (let cut = 0; cut <= bytes.length; cut++)
        expect(read(bytes.subarray(0, cut), bytes.subarray(cut)).frames).toEqual([sent])
      expect(read(...[...bytes].map((byte) => Uint8Array.of(byte))).frames).toEqual([sent])
    }
  })

  test('may share its zero with the next, and zeros between frames are nothing', () => {
    const [first, second] = [frame(hex('01')), frame(hex('02'), 8)]
    const bytes = [...encodeFrame(first).subarray(0, -1), ...encodeFrame(second)]
    expect(read(Uint8Array.from(bytes), hex('00 00 00'), encodeFrame(first)).frames).toEqual([first, second, first])
    expect(read(hex('00 00 00'))).toEqual({ frames: [], faults: [] })
  })

  test('is read with an empty last group too, as the encoder of 1999 writes it', () => {
    const sent = frame(new Uint8Array(249).fill(9))
    const bytes = encodeFrame(sent)
    expect(bytes[1]).toBe(255)
    expect(read(Uint8Array.from([...bytes.subarray(0, -1), 1, 0])).frames).toEqual([sent])
  })

  test('of more than 507 bytes of payload cannot be sent', () => {
    expect(() => encodeFrame(frame(new Uint8Array(PAYLOAD_BYTES_MAX + 1)))).toThrow(RangeError)
  })

  test('keeps its bytes when the piece that brought it is used again', () => {
    const sent = frame(hex('01 02 03'))
    const piece = encodeFrame(sent)
    const { frames } = read(piece)
    piece.fill(0)
    expect(frames).toEqual([sent])
  })
})

describe('no wrong frame is accepted', () => {
  test('whichever single bit is flipped, in every frame of a set', () => {
    for (const sent of ZOO) {
      const bytes = encodeFrame(sent)
      for (let bit = 0; bit < bytes.length * 8; bit++) {
        const flipped = Uint8Array.from(bytes)
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        // A flipped zero in front or behind leaves the frame open; the zero of the next frame closes it.
        const { frames } = read(flipped, hex('00'))
        for (const got of frames) expect(got, `bit ${bit}`).toEqual(sent)
      }
    }
  })

  test('from truncated input', () => {
    for (const sent of ZOO) {
      const bytes = encodeFrame(sent)
      for (let length = 0; length < bytes.length - 1; length++)
        expect(read(bytes.subarray(0, length), hex('00')).frames).toEqual([])
    }
  })

  // Two bytes of CRC and a type let one in 8 million random closings pass: 0.2 are expected in a million strings, and these have none.
  test(`from ${RANDOM_STRINGS} random byte strings, and the frame behind each is read`, () => {
    const random = seededRandom(1)
    const sent = frame(hex('de ad 00 be ef'))
    const bytes = encodeFrame(sent)
    for (let at = 0; at < RANDOM_STRINGS; at++) {
      const [length = 0] = random.bytes(1)
      const { frames } = read(random.bytes(length), bytes)
      if (frames.length !== 1 || frames[0]?.payload.length !== 5) expect(frames, `string ${at}`).toEqual([sent])
    }
  })

  test.each([
    ['short', '0101'],
    ['short', '0501020304'],
    ['crc', '060102030405'],
    ['cobs', '0a0102030405'],
    ['cobs', 'ff01'],
  ])('but told as %s: %s', (fault, stuffed) => {
    expect(read(hex(`00${stuffed}00`))).toEqual({ frames: [], faults: [fault] })
  })

  test('of a type that is neither request nor answer', () => {
    expect(read(hex(`0006030704${toHex(crc(hex('03 07 04')))}00`))).toEqual({ frames: [], faults: ['type'] })
  })
})

describe('an endless buffer', () => {
  test('is not kept: what is longer than 512 bytes is told once and dropped up to the next zero', () => {
    const sent = frame(hex('01'))
    const flood = new Uint8Array(10_000_000).fill(7)
    expect(read(flood, flood, encodeFrame(sent))).toEqual({ frames: [sent], faults: ['too-long'] })
  })

  test('512 bytes are taken and 513 are not', () => {
    const longest = frame(new Uint8Array(PAYLOAD_BYTES_MAX).fill(9))
    expect(read(encodeFrame(longest)).frames).toEqual([longest])
    const content = new Uint8Array(513).fill(9)
    expect(read(hex('00'), cobs(content), hex('00'))).toEqual({ frames: [], faults: ['too-long'] })
  })
})
