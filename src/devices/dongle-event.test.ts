import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeDongleEvent } from './dongle-event.ts'

const good = {
  now: 1_790_000_000,
  boot: 4,
  seq: 0,
  event: 'boot',
  number: '1234567890ABCDEF',
  points: 5,
  e: 1,
  version: 1,
  firmware: 'carat 2.1',
}
const read = (event: object) => decodeDongleEvent(Buffer.from(JSON.stringify(event)), '12345678')

test.each(['boot', 'changed'])('%s tells what the dongle is and holds', (event) => {
  expect(read({ ...good, event })).toEqual({
    ok: true,
    event: {
      now: 1_790_000_000,
      boot: 4,
      seq: 0,
      event,
      reason: null,
      said: { licenceNumber: '1234567890ABCDEF', held: { points: 5, e: true }, keyVersion: 1, firmware: 'carat 2.1' },
    },
  })
})

test('command-rejected tells why, and nothing of the dongle', () => {
  const { now, boot, seq } = good
  expect(read({ now, boot, seq, event: 'command-rejected', reason: 'bad-signature' })).toMatchObject({
    ok: true,
    event: { event: 'command-rejected', reason: 'bad-signature', said: null },
  })
})

test.each([
  ['the licence number of another dongle', { number: '1234567990ABCDEF' }],
  ['a licence number in small letters', { number: '1234567890abcdef' }],
  ['a licence number too short', { number: '1234567890ABCDE' }],
  ['255 points', { points: 255 }],
  ['half a point', { points: 0.5 }],
  ['E of 2', { e: 2 }],
  ['key version 0', { version: 0 }],
  ['no firmware', { firmware: '' }],
  ['firmware with a control character', { firmware: 'a\u0007' }],
  ['an event of its own', { event: 'melted' }],
  ['no session', { boot: undefined }],
])('an event with %s is refused', (_, change) => {
  expect(read({ ...good, ...change })).toMatchObject({ ok: false, reason: expect.any(String) })
})

test('whatever stands in place of a member, the decoder answers and does not throw', () => {
  const member = fc.constantFrom(...(Object.keys(good) as (keyof typeof good)[]))
  fc.assert(
    fc.property(member, fc.jsonValue(), (key, value) => {
      expect(typeof read({ ...good, [key]: value }).ok).toBe('boolean')
    }),
    { numRuns: 500 },
  )
})
