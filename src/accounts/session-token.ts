import { hmacSha256 } from '../std/hmac.ts'
import type { Random } from '../std/random.ts'

/** Thirty days without signing in again. */
export const SESSION_MS = 30 * 86_400_000

/** A bearer token: 256 random bits, told apart by its prefix in logs and leak scanners. */
export function newToken(random: Random): string {
  return `kop_${Buffer.from(random.bytes(32)).toString('base64url')}`
}

/** How a token is at rest. */
export function tokenHash(key: { bytes: Uint8Array }, token: string): Uint8Array {
  return hmacSha256(key.bytes).update('koppel/v1/session\0').update(token).digest()
}
