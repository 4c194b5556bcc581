import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { hmacSha256 } from './hmac.ts'

test('a key used again gives the same hash as at first, and another key another', () => {
  const [one, two] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
  const hash = (key: Uint8Array) => hmacSha256(key).update('text').digest('hex')
  const plain = (key: Uint8Array) => createHmac('sha256', key).update('text').digest('hex')
  expect([hash(one), hash(one), hash(two)]).toEqual([plain(one), plain(one), plain(two)])
})
