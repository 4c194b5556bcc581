import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hmacSha256 } from '../std/hmac.ts'
import { decodeRecord, recordTagFits } from './dongle-record.ts'
import { recordBytes } from './testing/dongle-record.ts'

const ID = '0197a5b0-1c2d-7e3f-8a4b-5c6d7e8f9a0b'
const applied = recordBytes({
  id: ID,
  device: '12345678',
  counter: 7,
  outcomes: [
    [6, 2],
    [7, 1],
  ],
})

test('a record of 52 bytes and nine for each outcome is read as the protocol’s page lays it out', () => {
  expect(applied).toHaveLength(52 + 18)
  expect(decodeRecord(applied)).toEqual({
    id: ID,
    device: '12345678',
    counter: 7,
    outcome: 'applied',
    licenceNumber: '1234567890ABCDEF',
    before: { points: 0, e: false },
    after: { points: 5, e: false },
    boot: 3,
    uptime_s: 60,
    outcomes: [
      [6, 'refused'],
      [7, 'applied'],
    ],
  })
})

test.each([
  [1, 'other-user-information'],
  [2, 'wrong-code'],
  [3, 'old-counter'],
  [4, 'old-unlock-counter'],
])('reason %i is %s', (byte, reason) => {
  const bytes = recordBytes({ id: ID, device: '12345678', counter: 7, outcome: 2, reason: byte })
  expect(decodeRecord(bytes)).toMatchObject({ outcome: 'refused', reason })
})

test.each([
  ['another version', 0, 2],
  ['outcome 0', 29, 0],
  ['an outcome of its own', 29, 3],
  ['a reason of its own', 30, 5],
  ['a reason beside applied', 30, 1],
  ['255 points', 41, 255],
  ['E of 2', 42, 2],
  ['more outcomes than it has', 51, 3],
  ['nine outcomes', 51, 9],
  ['a listed outcome of 0', 60, 0],
  ['a counter beyond 2^53', 21, 0xff],
])('a record with %s is none', (_, at, value) => {
  const changed = Uint8Array.from(applied)
  changed[at] = value
  expect(decodeRecord(changed)).toBeNull()
})

test('a refusal without a reason, a counter of 0, and every shorter or longer record are none', () => {
  expect(decodeRecord(recordBytes({ id: ID, device: '12345678', counter: 7, outcome: 2, reason: 0 }))).toBeNull()
  expect(decodeRecord(recordBytes({ id: ID, device: '12345678', counter: 0 }))).toBeNull()
  for (let length = 0; length < applied.length; length++) expect(decodeRecord(applied.subarray(0, length))).toBeNull()
  expect(decodeRecord(Buffer.concat([applied, Buffer.alloc(1)]))).toBeNull()
})

test('whatever bytes come, the decoder answers and does not throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 140 }), (bytes) => {
      if (bytes.length > 0) bytes[0] = 1
      const read = decodeRecord(bytes)
      if (read) expect(Number.isSafeInteger(read.counter)).toBe(true)
    }),
    { numRuns: 2_000 },
  )
})

test('a tag fits only its own record under its own key', () => {
  const key = new Uint8Array(32).fill(5)
  const tag = hmacSha256(key).update('koppel/v1/dongle-result\0').update(applied).digest()
  expect(recordTagFits(key, applied, tag)).toBe(true)
  expect(recordTagFits(new Uint8Array(32).fill(6), applied, tag)).toBe(false)
  expect(recordTagFits(key, applied.subarray(1), tag)).toBe(false)
  expect(recordTagFits(key, applied, tag.subarray(0, 31))).toBe(false)
  for (let bit = 0; bit < 256; bit++) {
    const bent = Uint8Array.from(tag)
    bent[bit >> 3] = (bent[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    expect(recordTagFits(key, applied, bent)).toBe(false)
  }
})
