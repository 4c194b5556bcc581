import fc from 'fast-check'
import { expect, it } from 'vitest'
import { stuff, unstuff } from './cobs.ts'
import { crc16 } from './crc16.ts'
import { ANSWER, type Frame, frameBytes, REQUEST, readFrame, requestReader } from './frame.ts'

const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1')
const hex = (bytes: Uint8Array | null): string | null => bytes && Buffer.from(bytes).toString('hex')
const upTo = (from: number, to: number): Uint8Array => Uint8Array.from({ length: to - from + 1 }, (_, at) => from + at)

it('the CRC gives the check value of its catalogue, and starts from FFFF', () => {
  expect(crc16(ascii('123456789'))).toBe(0xd64e)
  expect(crc16(ascii(''))).toBe(0)
})

it.each([
  ['nothing', '', '01'],
  ['a zero', '00', '0101'],
  ['two zeros', '0000', '010101'],
  ['a zero between', '11220033', '0311220233'],
  ['no zero', '11223344', '0511223344'],
  ['a zero at the end', '112200', '03112201'],
])('%s is stuffed as the paper has it', (_, plain, stuffed) => {
  expect(hex(stuff(Buffer.from(plain, 'hex')))).toBe(stuffed)
  expect(hex(unstuff(Buffer.from(stuffed, 'hex')))).toBe(plain)
})

it.each([
  ['254 bytes without zero', upTo(1, 254), [0xff, ...upTo(1, 254)]],
  ['255 bytes without zero', upTo(1, 255), [0xff, ...upTo(1, 254), 0x02, 0xff]],
  ['a zero before 254', Uint8Array.of(0, ...upTo(1, 254)), [0x01, 0xff, ...upTo(1, 254)]],
  ['a zero behind 254', Uint8Array.of(...upTo(1, 254), 0), [0xff, ...upTo(1, 254), 0x01, 0x01]],
])('%s are stuffed as the paper has it', (_, plain, stuffed) => {
  expect(stuff(plain)).toEqual(Uint8Array.from(stuffed))
  expect(unstuff(Uint8Array.from(stuffed))).toEqual(plain)
})

it('any bytes come back as they were, without a zero on the way and hardly longer', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 1_100, size: 'max' }), (bytes) => {
      const stuffed = stuff(bytes)
      expect(stuffed.includes(0)).toBe(false)
      expect(stuffed.length).toBeLessThanOrEqual(bytes.length + 1 + Math.floor(bytes.length / 254))
      expect(unstuff(stuffed)).toEqual(bytes)
    }),
    { numRuns: 200 },
  )
})

it('a block that reaches beyond the end, and a zero inside, are no stuffing', () => {
  for (const bad of ['02', '05112233', '00', '0311', '020001']) expect(unstuff(Buffer.from(bad, 'hex'))).toBeNull()
})

const request: Frame = { type: REQUEST, sequence: 7, command: 0x10, payload: Buffer.from('0100000000ff00aa', 'hex') }
const read = (...pieces: Uint8Array[]): Frame[] => {
  const frames: Frame[] = []
  const take = requestReader((frame) => frames.push(frame))
  for (const piece of pieces) take(piece)
  return frames.map((frame) => ({ ...frame, payload: Buffer.from(frame.payload) }))
}

it('a frame cut at any byte is read whole, and two share the zero between them', () => {
  const bytes = frameBytes(request)
  for (let at = 0; at <= bytes.length; at++) expect(read(bytes.subarray(0, at), bytes.subarray(at))).toEqual([request])
  expect(read(bytes, bytes.subarray(1))).toEqual([request, request])
  expect(read(Buffer.from('000000'), bytes)).toEqual([request])
})

it('no frame of which a bit is another is read', () => {
  const bytes = frameBytes(request)
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const flipped = Uint8Array.from(bytes)
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    const frames = read(flipped, Uint8Array.of(0))
    // Of the outer zeros the line may have had one already.
    if (frames.length > 0) expect([bit < 8, frames]).toEqual([true, [request]])
  }
})

it('the longest frame is read, a longer one is dropped up to the next zero, and the one behind it is read', () => {
  const longest = { ...request, payload: new Uint8Array(507).fill(0xa5) }
  expect(read(frameBytes(longest))).toHaveLength(1)
  expect(() => frameBytes({ ...request, payload: new Uint8Array(508) })).toThrow(RangeError)
  const endless = Array.from({ length: 1_000 }, () => new Uint8Array(1_000).fill(0x05))
  expect(read(Uint8Array.of(0), ...endless, frameBytes(request))).toEqual([request])
})

it('an answer, an unknown type and a frame that is too short are no requests', () => {
  expect(read(frameBytes({ ...request, type: ANSWER }), frameBytes({ ...request, type: 3 }))).toEqual([])
  expect(readFrame(stuff(Uint8Array.of(1, 2, 0xab, 0xcd)))).toBeNull()
})

it('random bytes make no request', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2_000, size: 'max' }), (bytes) => {
      expect(read(bytes)).toEqual([])
    }),
    { numRuns: process.env.KOPPEL_SOAK ? 100_000 : 1_000 },
  )
})
