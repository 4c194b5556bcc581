import { generateKeyPairSync, sign } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { publicBytes } from '../devices/signature.ts'
import { readCommand } from './read-command.ts'

const { privateKey } = generateKeyPairSync('ed25519')
const KEYS = [{ id: 'k-1', publicKey: publicBytes(privateKey) }]
const good = {
  id: '0197a5b0-1c2d-7e3f-8a4b-5c6d7e8f9a0b',
  device: '12345678',
  counter: 7,
  issued: 1_790_000_000,
  type: 'unlock',
  number: '1234567890ABCDEF',
  code: '0500010203040506',
}
const signed = (body: Uint8Array, changes: object = {}): Uint8Array => {
  const sig = sign(null, Buffer.concat([Buffer.from('koppel/v1/command\0'), body]), privateKey)
  const envelope = { key: 'k-1', body: Buffer.from(body).toString('base64url'), sig: sig.toString('base64url') }
  return Buffer.from(JSON.stringify({ ...envelope, ...changes }))
}
const command = (changes: object = {}) => signed(Buffer.from(JSON.stringify({ ...good, ...changes })))
const read = (payload: Uint8Array, keys = KEYS) => readCommand(payload, '12345678', keys)

test('an unlock for this dongle is an order', () => {
  const order = { id: good.id, counter: 7, licenceNumber: good.number, code: good.code }
  expect(read(command())).toEqual({ kind: 'order', order })
})

test.each([
  ['malformed', 'no object', Buffer.from('[]')],
  ['malformed', 'no body', signed(Buffer.from('{}'), { body: undefined })],
  ['bad-signature', 'a key that the bridge was not given', signed(Buffer.from('{}'), { key: 'k-2' })],
  ['bad-signature', 'a signature over something else', signed(Buffer.from('{}'), { body: 'e30g' })],
  ['bad-signature', 'half a signature', signed(Buffer.from('{}'), { sig: 'AAAA' })],
  ['malformed', 'a body that is none', signed(Buffer.from('{'))],
  ['malformed', 'no device', command({ device: undefined })],
  ['other-device', 'another Carat-ID, whatever the type', command({ device: '12345679', type: 'dance' })],
  ['unknown-type', 'a type that dongles do not have', command({ type: 'sim-extend', number: undefined })],
  ['malformed', 'a code in small letters', command({ code: 'abcdefabcdefabcd' })],
  ['malformed', 'a licence number of 15 characters', command({ number: '1234567890ABCDE' })],
  ['malformed', 'counter 0', command({ counter: 0 })],
  ['malformed', 'an id that is no UUID', command({ id: 'x' })],
])('%s: %s', (reason, _, payload) => {
  expect(read(payload)).toEqual({ kind: 'rejected', reason })
})

test('a bridge that was given no keys leaves the judging to the dongle', () => {
  const unsigned = signed(Buffer.from(JSON.stringify(good)), { key: 'x', sig: '' })
  expect(read(unsigned, [])).toMatchObject({ kind: 'order' })
})

test('whatever comes down is read or rejected, and nothing throws', () => {
  const member = fc.constantFrom(...(Object.keys(good) as (keyof typeof good)[]))
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.tuple(member, fc.jsonValue())), (given) => {
      const payload = given instanceof Uint8Array ? given : command({ [given[0]]: given[1] })
      expect(['order', 'rejected']).toContain(read(payload).kind)
    }),
    { numRuns: 500 },
  )
})
