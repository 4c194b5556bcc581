import { createHmac, timingSafeEqual } from 'node:crypto'

/** What a MAC is about: the label stands before the bytes, so that one can never pass for another (docs/protocol/dongle.md §1, §4, §7). */
export type Label = 'koppel/v1/unlock' | 'koppel/v1/dongle-identity' | 'koppel/v1/dongle-result'

/** HMAC-SHA256 (RFC 2104) under the dongle's key over the label, one zero byte, and the parts: 32 bytes. */
export function mac(key: Uint8Array, label: Label, ...parts: readonly Uint8Array[]): Uint8Array {
  const hmac = createHmac('sha256', key).update(`${label}\0`, 'ascii')
  for (const part of parts) hmac.update(part)
  return hmac.digest()
}

/** Compares in constant time. */
export function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other)
}

/** RFC 4231 §4.2, test case 1. */
const KNOWN_KEY = new Uint8Array(20).fill(0x0b)
const KNOWN_ANSWER = Buffer.from('b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7', 'hex')

/** True when this hardware still computes HMAC-SHA256 as it should. */
export function macWorks(): boolean {
  return same(createHmac('sha256', KNOWN_KEY).update('Hi There').digest(), KNOWN_ANSWER)
}
