import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesOf, decode, encode, type Fields } from './codec.ts'

const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
const hex = (text: string): Uint8Array => Buffer.from(text.replaceAll(' ', ''), 'hex')

describe('payloads (collar protocol §2)', () => {
  it('use the integer keys of the table in CBOR, at every level', () => {
    const bytes = encode({ now: 1, sim: { iccid: '89', until: 'x' }, sig: Buffer.from([1, 2]), more: true }, 'cbor')
    expect(Buffer.from(bytes).toString('hex')).toBe('a401010ea210623839146178174201026' + '46d6f7265f5')
  })

  it('carry integers beyond 32 bits as integers', () => {
    expect(Buffer.from(encode({ t: 2 ** 40 }, 'cbor')).toString('hex')).toBe('a1051b0000010000000000')
  })

  it('mean the same in JSON and CBOR', () => {
    const value: fc.Arbitrary<Fields> = fc.dictionary(
      fc
        .oneof(fc.constantFrom('now', 'lat', 'samples', 'sig'), fc.string({ maxLength: 6 }))
        .filter((key) => key !== '__proto__'),
      fc.oneof(
        fc.integer(),
        fc.maxSafeInteger(),
        fc.boolean(),
        fc.string(),
        fc.double({ noNaN: true, noDefaultInfinity: true }).filter((x) => !Object.is(x, -0)),
      ),
    )
    fc.assert(
      fc.property(value, (fields) => {
        expect(decode(encode(fields, 'cbor'))).toEqual(decode(encode(fields, 'json')))
      }),
    )
  })

  const bad: [string, Uint8Array][] = [
    ['nothing', new Uint8Array()],
    ['a list', Buffer.from('[1]')],
    ['JSON that ends early', Buffer.from('{"now":1')],
    ['JSON that goes on', Buffer.from('{"now":1}x')],
    ['JSON that is not UTF-8', Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"}')])],
    ['JSON of 9 levels', Buffer.from(nested(9))],
    ['JSON of 1,000 levels', Buffer.from(nested(1_000))],
    ['null', Buffer.from('{"now":null}')],
    ['a CBOR map that ends early', hex('a2 01 01')],
    ['CBOR that goes on', hex('a1 01 01 01')],
    ['NaN', hex('a1 01 f9 7e00')],
    ['a member twice, by number and by name', hex('a2 01 01 63 6e6f77 02')],
    ['a tag', hex('a1 01 c0 60')],
    ['a list as a key', hex('a1 80 01')],
    ['a CBOR list that claims to be endless', hex('a1 01 9b 7fffffffffffffff')],
    ['CBOR of 10,000 levels', Buffer.from([0xa1, 0x01, ...new Array(10_000).fill(0x81), 0x01])],
  ]
  it.each(bad)('that are %s are no object', (_, payload) => {
    expect(decode(payload)).toBeNull()
  })

  it('may have 8 levels, and members that nobody knows', () => {
    expect(decode(Buffer.from(nested(8)))).toHaveProperty('a.a.a.a.a.a.a.a', 1)
    expect(decode(hex('a2 1863 01 01 05'))).toMatchObject({ now: 5 })
  })

  it('never throw, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(0x7b, 0xa1, 0xb8, 0xbf), (tail, first) => {
        const decoded = decode(Uint8Array.from([first, ...tail]))
        expect(decoded === null || typeof decoded === 'object').toBe(true)
      }),
    )
  })
})

it('base64url with padding, other alphabets or loose bits is no byte string', () => {
  expect(bytesOf('AQI')).toEqual(Buffer.from([1, 2]))
  for (const sloppy of ['AQI=', 'A+I', 'AQJ', 'A QI', 5]) expect(bytesOf(sloppy)).toBeNull()
})
