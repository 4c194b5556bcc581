import { encode } from 'cborg'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readPayload } from './payload.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'))
const reason = (payload: Uint8Array): string => {
  const read = readPayload(payload)
  return read.ok ? 'accepted' : read.reason
}

describe('an object', () => {
  test('is told from JSON or CBOR by its first byte and reads the same', () => {
    const json = readPayload(bytes('{"now":5,"lat":1.5,"unheard":["of",{"x":null}]}'))
    const cbor = readPayload(
      encode(
        new Map<unknown, unknown>([
          [1, 5],
          [6, 1.5],
          ['unheard', ['of', { x: null }]],
        ]),
        { useMaps: true } as object,
      ),
    )
    expect(json).toMatchObject({ ok: true, encoding: 'json' })
    expect(cbor).toMatchObject({ ok: true, encoding: 'cbor' })
    expect(cbor.ok && cbor.object).toEqual(json.ok && json.object)
  })

  test('has no prototype to be reached or poisoned, in either encoding', () => {
    for (const payload of [
      bytes('{"__proto__":{"now":1},"constructor":2}'),
      encode({ constructor: 2, ['__proto__']: { now: 1 } }),
    ]) {
      const read = readPayload(payload)
      if (!read.ok) throw new Error(read.reason)
      expect(Object.getPrototypeOf(read.object)).toBe(null)
      expect(read.object.now).toBeUndefined()
      expect(read.object.toString).toBeUndefined()
    }
    expect(({} as Record<string, unknown>).now).toBeUndefined()
  })

  test('of indefinite length is read (RFC 8949 §3.2.2)', () => {
    const read = readPayload(hex('bf 01 05 04 9f 01 02 ff ff'))
    expect(read.ok && read.object).toEqual({ now: 5, samples: [1, 2] })
  })

  test('keeps the byte strings of a reused buffer', () => {
    const frame = Buffer.from(hex('a1 17 43 010203'))
    const read = readPayload(frame)
    frame.fill(0)
    expect(read.ok && read.object.sig).toEqual(new Uint8Array([1, 2, 3]))
  })
})

describe('what is no object', () => {
  test.each(['', '[]', '5', '"x"', ' {}', '\uFEFF{}', 'null', '\u0080'])('%j is refused', (text) => {
    expect(reason(bytes(text))).toBe('not-an-object')
  })

  test.each([
    '{',
    '{"a":}',
    '{"a":1}x',
    '{"a":1,}',
    "{'a':1}",
    '{"a":NaN}',
    '{"a":1.}',
    '{"a":01}',
    '{"a":"\u0001"}',
    '{"a":1}}',
    '{"a" 1}',
    '{a:1}',
  ])('%s is malformed', (text) => {
    expect(reason(bytes(text))).toBe('malformed')
  })

  test.each([
    ['a truncated map', 'a2 01 05'],
    ['a break where a value stands', 'bf 01 ff ff'],
    ['a break in a definite map', 'a1 01 ff'],
    ['no break', 'bf 01 05'],
    ['a byte after the object', 'a1 01 05 00'],
    ['a tag', 'a1 01 c1 05'],
    ['undefined', 'a1 01 f7'],
    ['text that is no UTF-8', 'a1 01 62 c328'],
    ['a map as key', 'a1 a0 05'],
    ['an array said to have 2^53 elements', 'a1 04 9b 0020000000000000'],
    ['a text said to have 4 GB', 'a1 04 7a ffffffff'],
  ])('%s is malformed CBOR', (_, payload) => {
    expect(reason(hex(payload))).toBe('malformed')
  })

  test('invalid UTF-8 is malformed JSON', () => {
    expect(reason(Buffer.concat([bytes('{"a":"'), hex('c328'), bytes('"}')]))).toBe('malformed')
  })
})

describe('limits', () => {
  test('16,384 bytes are read, one more is not', () => {
    const filled = (length: number): Uint8Array => bytes(`{"a":"${'x'.repeat(length - 8)}"}`)
    expect(reason(filled(16_384))).toBe('accepted')
    expect(reason(filled(16_385))).toBe('too-large')
  })

  test('8 levels are read, a ninth is not, in either encoding', () => {
    const nested = (levels: number): unknown => (levels === 1 ? {} : { a: nested(levels - 1) })
    const listed = (levels: number): unknown => (levels === 1 ? {} : { a: Array(1).fill(listed(levels - 1)) })
    for (const encodeAs of [(value: unknown) => bytes(JSON.stringify(value)), (value: unknown) => encode(value)]) {
      expect(reason(encodeAs(nested(8)))).toBe('accepted')
      expect(reason(encodeAs(nested(9)))).toBe('too-deep')
      expect(reason(encodeAs(listed(4)))).toBe('accepted')
      expect(reason(encodeAs(listed(5)))).toBe('too-deep')
    }
  })

  test('levels are those open at once: many shallow ones are read', () => {
    const wide = { a: Array.from({ length: 500 }, () => ({ b: [], c: {}, d: [[1], [2]] })) }
    expect(reason(bytes(JSON.stringify(wide)))).toBe('accepted')
    expect(reason(encode(wide))).toBe('accepted')
    expect(reason(hex('bf 61 61 9f 9f ff 9f ff 9f ff 9f ff 9f ff 9f ff 9f ff 9f ff 9f ff ff ff'))).toBe('accepted')
  })

  test('nesting without end is refused at the ninth level, whatever follows', () => {
    expect(reason(bytes(`{"a":${'['.repeat(16_000)}`))).toBe('too-deep')
    expect(reason(bytes(`{"a":${'{"a":'.repeat(1_000)}`))).toBe('too-deep')
    expect(reason(Buffer.concat([hex('a1 01'), Buffer.alloc(16_000, 0x81)]))).toBe('too-deep')
    expect(reason(Buffer.concat([hex('bf 01'), Buffer.alloc(16_000, 0x9f)]))).toBe('too-deep')
  })

  test('brackets in text are no levels', () => {
    expect(reason(bytes(`{"a":"${'['.repeat(500)}\\"${'{'.repeat(500)}"}`))).toBe('accepted')
  })
})

describe('a key given twice is refused', () => {
  test.each(['{"a":1,"a":1}', '{"a":1,"\\u0061":2}', '{"x":[{"y":1,"y":2}]}', '{"__proto__":1,"__proto__":2}'])(
    '%s',
    (text) => {
      expect(reason(bytes(text))).toBe('duplicate-key')
    },
  )
  test.each([
    ['twice as text', 'a2 61 61 01 61 61 02'],
    ['twice as integer', 'a2 01 05 01 06'],
    ['as integer and as text', 'a2 06 01 63 6c6174 02'],
    ['in an object within', 'a1 04 81 a2 05 01 05 02'],
  ])('%s in CBOR', (_, payload) => {
    expect(reason(hex(payload))).toBe('duplicate-key')
  })
  test('a colon in text is no key', () => {
    expect(reason(bytes('{"a":"b:c","d:e":":"}'))).toBe('accepted')
  })
})

const anyJsonObject = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 }))

test('property: any bytes give an object or a reason, never a throw', () => {
  const opening = fc.constantFrom(0x7b, 0xa1, 0xa2, 0xbf, 0xb8)
  fc.assert(
    fc.property(opening, fc.uint8Array({ maxLength: 60 }), (first, rest) => {
      const read = readPayload(Uint8Array.from([first, ...rest]))
      expect(read.ok ? typeof read.object : typeof read.reason).toMatch(/object|string/)
    }),
    { numRuns: 3_000 },
  )
})

/** A key of one character that is escaped: V8's JSON.parse takes one for another (Node 24.21: `[{"":0,"\"":1},{"":0,"\\":1}]`). No member is named so. */
const ONE_ESCAPED = /[{,]"\\(?:["\\/bfnrt]|u[0-9a-f]{4})":/

test('property: JSON that has no key twice reads as it was written', () => {
  fc.assert(
    fc.property(anyJsonObject, (value) => {
      const text = JSON.stringify(value)
      fc.pre(!ONE_ESCAPED.test(text))
      const read = readPayload(bytes(text))
      expect(read.ok).toBe(true)
      expect(read.ok && JSON.stringify(read.object)).toBe(text)
    }),
    { numRuns: 300 },
  )
})

test('property: a CBOR object cut anywhere is refused', () => {
  fc.assert(
    fc.property(anyJsonObject, fc.nat(), (value, at) => {
      const whole = encode(value)
      expect(['malformed', 'not-an-object']).toContain(reason(whole.subarray(0, at % whole.length)))
    }),
    { numRuns: 300 },
  )
})
