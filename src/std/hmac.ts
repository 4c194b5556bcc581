import { createHmac, createSecretKey, type Hmac, type KeyObject } from 'node:crypto'

/** Making a key ready costs four times as much as a hash of a code, and a redemption makes five hashes with the same few keys. */
const ready = new WeakMap<Uint8Array, KeyObject>()

/** HMAC-SHA-256 (RFC 2104). @param key is known again by its identity, and must not be changed after its first use */
export function hmacSha256(key: Uint8Array): Hmac {
  let known = ready.get(key)
  if (!known) {
    known = createSecretKey(key)
    ready.set(key, known)
  }
  return createHmac('sha256', known)
}
