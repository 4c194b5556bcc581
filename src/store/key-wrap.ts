import { createSecretKey, hkdfSync } from 'node:crypto'
import type { Random } from '../std/random.ts'
import { StoreError } from './errors.ts'
import { seal, unseal } from './sealed.ts'

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
  const bytes = hkdfSync('sha256', secret, new Uint8Array(0), 'koppel/v1/keyring', 32)
  const master = createSecretKey(new Uint8Array(bytes))
  return {
    wrap: (id, key, random) => seal(master, id, key, random),
    unwrap(id, wrapped) {
      try {
        return unseal(master, id, wrapped)
      } catch (cause) {
        throw new StoreError('wrong-secret', `KOPPEL_SECRET does not open key ${id}`, { cause })
      }
    },
  }
}
