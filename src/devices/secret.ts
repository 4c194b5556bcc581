import { timingSafeEqual } from 'node:crypto'
import { hmacSha256 } from '../std/hmac.ts'

/** How a device's secret is at rest: it has 256 random bits, so a keyed hash is enough and costs no argon2 at a reconnect storm. */
export function secretHash(key: { bytes: Uint8Array }, serial: string, secret: string): Uint8Array {
  return hmacSha256(key.bytes).update('koppel/v1/device\0').update(serial).update('\0').update(secret).digest()
}

/** Compares in constant time. */
export function secretFits(stored: Uint8Array, offered: Uint8Array): boolean {
  return stored.length === offered.length && timingSafeEqual(stored, offered)
}
