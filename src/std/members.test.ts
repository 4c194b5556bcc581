import { encode } from 'cborg'
import { describe, expect, test } from 'vitest'
import { Members } from './members.ts'
import { readPayload } from './payload.ts'
import { decodeUplink } from './uplink.ts'

const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))

function membersOf(payload: Uint8Array): Members {
  const read = readPayload(payload)
  if (!read.ok) throw new Error(read.reason)
  return new Members(read.object, read.encoding)
}

/** The fault of one reading of the member `x`. */
function fault(x: unknown, read: (members: Members) => unknown, encodeAs = json): string | undefined {
  const members = membersOf(encodeAs(x === undefined ? {} : { x }))
  read(members)
  return members.fault?.reason
}

describe('a number', () => {
  const read = (members: Members): unknown => members.number('x', -1, 1)
  test('within its range is read, bounds included', () => {
    for (const x of [-1, 0.5, 1]) expect(membersOf(json({ x })).number('x', -1, 1)).toBe(x)
  })
  test.each([
    [1.001, 'out-of-range'],
    ['1', 'wrong-type'],
    [null, 'wrong-type'],
    [[1], 'wrong-type'],
    [true, 'wrong-type'],
    [undefined, 'missing'],
  ])('%j is refused as %s', (x, reason) => {
    expect(fault(x, read)).toBe(reason)
  })
  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2n ** 60n])('%s is refused', (x) => {
    const anyNumber = (members: Members): number =>
      members.number('x', Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)
    expect(fault(x, anyNumber, encode)).toBe('out-of-range')
  })
  test('that is a zero with a sign loses it', () => {
    expect(Object.is(membersOf(json({ x: 0 })).number('x', -1, 1), 0)).toBe(true)
    expect(Object.is(membersOf(new TextEncoder().encode('{"x":-0}')).number('x', -1, 1), 0)).toBe(true)
  })
  test('that is whole may be written as a fraction of nothing', () => {
    expect(membersOf(new TextEncoder().encode('{"x":1.7e3}')).integer('x', 0, 2_000)).toBe(1_700)
    expect(fault(1.5, (members) => members.integer('x', 0, 5))).toBe('wrong-type')
    expect(fault(2 ** 53, (members) => members.integer('x', 0, 2 ** 60))).toBe('out-of-range')
  })
})

test('text is refused when empty, too long or with control characters', () => {
  const read = (members: Members): unknown => members.text('x', 3)
  expect(fault('abc', read)).toBeUndefined()
  for (const x of ['', 'abcd', 'a\n']) expect(fault(x, read)).toBe('out-of-range')
  expect(fault(5, read)).toBe('wrong-type')
})

test('a word outside the list is refused', () => {
  const read = (members: Members): unknown => members.oneOf('x', ['up', 'down'])
  expect(fault('down', read)).toBeUndefined()
  expect(fault('Down', read)).toBe('unknown-value')
  expect(fault(1, read)).toBe('wrong-type')
})

test('bytes are base64url in JSON and a byte string in CBOR, and nothing else in either', () => {
  const read = (members: Members): unknown => members.bytes('x', 3)
  expect(membersOf(json({ x: '-_8B' })).bytes('x', 3)).toEqual(Buffer.from([0xfb, 0xff, 1]))
  expect(membersOf(encode({ x: new Uint8Array([1, 2]) })).bytes('x', 3)).toEqual(new Uint8Array([1, 2]))
  for (const x of ['+/8B', 'AQ==', 'AR', 'A', 'A B', 7]) expect(fault(x, read)).toBe('wrong-type')
  expect(fault('AQ', read, encode)).toBe('wrong-type')
  expect(fault('AQIDBA', read)).toBe('out-of-range')
})

test('an array is refused when empty, too long or none', () => {
  const read = (members: Members): unknown => members.objects('x', 2)
  expect(
    membersOf(json({ x: [{ y: 1 }, 5] }))
      .objects('x', 2)
      .map((one) => one?.has('y') ?? null),
  ).toEqual([true, null])
  expect(fault([], read)).toBe('missing')
  expect(fault([1, 2, 3], read)).toBe('too-many')
  expect(fault({}, read)).toBe('wrong-type')
})

test('the first fault stands, and names the member', () => {
  const members = membersOf(json({ a: 'x', b: 'y' }))
  members.number('a', 0, 1)
  members.number('b', 0, 1)
  expect(members.fault).toEqual({ reason: 'wrong-type', member: 'a' })
})

test('what every object inherits is no member', () => {
  const members = membersOf(json({}))
  expect(members.has('constructor')).toBe(false)
  members.object('toString')
  expect(members.fault).toEqual({ reason: 'missing', member: 'toString' })
})

describe('an uplink', () => {
  test('gives its envelope', () => {
    const uplink = decodeUplink(json({ now: 1_790_000_060, boot: 3, seq: 17, more: true }))
    expect(uplink).toMatchObject({ ok: true, envelope: { now: 1_790_000_060, boot: 3, seq: 17 } })
  })
  test.each([
    [
      { boot: 1, seq: 1 },
      { reason: 'missing', member: 'now' },
    ],
    [
      { now: 1, boot: 2 ** 32, seq: 1 },
      { reason: 'out-of-range', member: 'boot' },
    ],
    [
      { now: 1, boot: 1, seq: -1 },
      { reason: 'out-of-range', member: 'seq' },
    ],
    [
      { now: 1.5, boot: 1, seq: 1 },
      { reason: 'wrong-type', member: 'now' },
    ],
  ])('%j is refused with its reason', (value, refused) => {
    expect(decodeUplink(json(value))).toEqual({ ok: false, ...refused })
  })
  test('that is no object is refused with the reason of the payload', () => {
    expect(decodeUplink(new Uint8Array())).toEqual({ ok: false, reason: 'not-an-object' })
  })
})
