import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto'
import type { Random } from '../std/random.ts'

/** Layout: version 1 | nonce | ciphertext | tag (AES-256-GCM, NIST SP 800-38D). */
const VERSION = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * Encrypts a few bytes for rest. Nonces are random, so one key may seal 2^32 times (NIST SP 800-38D §8.3).
 * @param key 32 bytes; as a KeyObject each use costs a quarter
 * @param context what the bytes belong to: they open for nothing else
 */
export function seal(key: Uint8Array | KeyObject, context: string, plain: Uint8Array, random: Random): Uint8Array {
  const nonce = random.bytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context))
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()])
  return new Uint8Array(Buffer.concat([Uint8Array.of(VERSION), nonce, sealed, cipher.getAuthTag()]))
}

/** @throws Error when it was not sealed under this key for this context */
export function unseal(key: Uint8Array | KeyObject, context: string, sealed: Uint8Array): Uint8Array {
  if (sealed[0] !== VERSION) throw new Error(`version ${sealed[0]}`)
  const nonce = sealed.subarray(1, 1 + NONCE_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(-TAG_BYTES))
  return new Uint8Array(
    Buffer.concat([decipher.update(sealed.subarray(1 + NONCE_BYTES, -TAG_BYTES)), decipher.final()]),
  )
}
