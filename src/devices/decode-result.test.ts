import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeResultBody } from './collar-result.ts'
import { decodeResult } from './decode-result.ts'

const good = {
  id: '0197-x',
  device: '490154203237518',
  counter: 3,
  outcome: 'applied',
  iccid: '8946990000123456784',
  before: { until: '2027-03-01T10:00:00Z' },
  after: { until: '2028-03-01T10:00:00Z' },
  at: 1_790_000_000,
  outcomes: [[3, 'applied']],
}
const wrap = (body: unknown, outer: object = {}): Uint8Array =>
  Buffer.from(
    JSON.stringify({
      now: 1_790_000_000,
      boot: 1,
      seq: 2,
      key: '1',
      body: Buffer.from(JSON.stringify(body)).toString('base64url'),
      sig: Buffer.alloc(64).toString('base64url'),
      ...outer,
    }),
  )

/** Both layers, as a settling story reads them. */
const read = (payload: Uint8Array) => {
  const decoded = decodeResult(payload)
  return decoded.ok ? decodeResultBody(decoded.result.bytes) : decoded
}

test('a good result is read with the bytes that its signature covers', () => {
  const decoded = decodeResult(wrap(good))
  if (!decoded.ok) throw new Error(decoded.reason)
  expect(Buffer.from(decoded.result.bytes).toString()).toBe(JSON.stringify(good))
  expect(decoded.result.envelope).toEqual({ now: 1_790_000_000, boot: 1, seq: 2 })
  expect(read(wrap(good))).toMatchObject({
    ok: true,
    body: { counter: 3, after: { until: Date.UTC(2028, 2, 1, 10) }, outcomes: [[3, 'applied']] },
  })
})

test.each([
  ['no counter', { counter: undefined }],
  ['a counter of 0', { counter: 0 }],
  ['a counter beyond 2^53', { counter: 2 ** 60 }],
  ['an outcome of its own', { outcome: 'perhaps' }],
  ['a refusal without a reason', { outcome: 'refused' }],
  ['an instant that is none', { after: { until: 'tomorrow' } }],
  ['a balance that is no integer', { after: { balance: 1.5, currency: 'SEK' } }],
  ['nine outcomes', { outcomes: Array.from({ length: 9 }, (_, at) => [at + 1, 'applied']) }],
  ['an outcome list of other things', { outcomes: [{ 3: 'applied' }] }],
  ['a SIM that is a text', { before: 'full' }],
])('a result with %s is refused with a reason', (_, change) => {
  expect(read(wrap({ ...good, ...change }))).toMatchObject({ ok: false, reason: expect.any(String) })
})

test('an empty list of outcomes is an answer: nothing was handled yet', () => {
  expect(read(wrap({ ...good, outcomes: [] }))).toMatchObject({ ok: true, body: { outcomes: [] } })
})

test('whatever bytes come, the decoder answers and does not throw', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc.json().map((text) => Buffer.from(text)),
        fc.object().map((body) => wrap(body)),
      ),
      (bytes) => {
        expect(typeof read(bytes).ok).toBe('boolean')
      },
    ),
    { numRuns: 500 },
  )
})

test('whatever a body holds in place of its members, nothing but a well-formed result is let through', () => {
  const member = fc.constantFrom(...(Object.keys(good) as (keyof typeof good)[]))
  fc.assert(
    fc.property(member, fc.anything(), (key, value) => {
      const decoded = read(wrap({ ...good, [key]: value }))
      if (!decoded.ok || !('body' in decoded)) return
      expect(Number.isSafeInteger(decoded.body.counter)).toBe(true)
      expect(['applied', 'refused']).toContain(decoded.body.outcome)
    }),
    { numRuns: 500 },
  )
})
