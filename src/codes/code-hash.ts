import { hmacSha256 } from '../std/hmac.ts'

/** A key of the ring. */
type Key = { id: string; bytes: Uint8Array }

/** The only form in which a code is at rest: HMAC-SHA256 (RFC 2104) of its canonical form under a key of the house. */
export function codeHash(key: Key, canonical: string): Uint8Array {
  return hmacSha256(key.bytes).update('koppel/v1/code\0').update(canonical).digest()
}
