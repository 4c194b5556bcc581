import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'
import type { Random } from '../std/random.ts'
import { StoreError } from './errors.ts'

/** Layout of a wrapped key: version 1 | nonce | ciphertext | tag (AES-256-GCM, NIST SP 800-38D). */
const VERSION = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16
const SECRET_BYTES_MIN = 16

/** Seals and opens the keys of the ring. */
export type Wrapper = {
  wrap(id: string, key: Uint8Array, random: Random): Uint8Array
  /** @throws StoreError `wrong-secret` when it was not sealed under this secret for this id */
  unwrap(id: string, wrapped: Uint8Array): Uint8Array
}

/**
 * @param secret KOPPEL_SECRET's bytes; the wrapping key is derived from it (HKDF, RFC 5869), so that the same secret may serve other ends
 * @throws StoreError `weak-secret` under 16 bytes
 */
export function keyWrapper(secret: Uint8Array): Wrapper {
  if (secret.length < SECRET_BYTES_MIN) {
    throw new StoreError(
      'weak-secret',
      `KOPPEL_SECRET has ${secret.length} bytes, at least ${SECRET_BYTES_MIN} are needed`,
    )
  }
  const master = Buffer.from(hkdfSync('sha256', secret, new Uint8Array(0), 'koppel/v1/keyring', 32))
  return {
    wrap(id, key, random) {
      const nonce = random.bytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', master, nonce).setAAD(Buffer.from(id))
      const sealed = Buffer.concat([cipher.update(key), cipher.final()])
      return new Uint8Array(Buffer.concat([Uint8Array.of(VERSION), nonce, sealed, cipher.getAuthTag()]))
    },
    unwrap(id, wrapped) {
      try {
        if (wrapped[0] !== VERSION) throw new Error(`version ${wrapped[0]}`)
        const nonce = wrapped.subarray(1, 1 + NONCE_BYTES)
        const decipher = createDecipheriv('aes-256-gcm', master, nonce, { authTagLength: TAG_BYTES })
        decipher.setAAD(Buffer.from(id)).setAuthTag(wrapped.subarray(-TAG_BYTES))
        const sealed = wrapped.subarray(1 + NONCE_BYTES, -TAG_BYTES)
        return new Uint8Array(Buffer.concat([decipher.update(sealed), decipher.final()]))
      } catch (cause) {
        throw new StoreError('wrong-secret', `KOPPEL_SECRET does not open key ${id}`, { cause })
      }
    },
  }
}
