import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'

/** Domain labels keep a signature made for one purpose from being accepted for another (docs/protocol/collar.md §5, §6). */
const COMMAND_LABEL = Buffer.from('koppel/v1/command\0')
const RESULT_LABEL = Buffer.from('koppel/v1/result\0')

/** DER prefixes of a raw Ed25519 seed (PKCS #8) and a raw public key (SPKI), RFC 8410 §7 and §4. */
const SEED_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')
const PUBLIC_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

/** An Ed25519 private key from its 32-byte seed (RFC 8032 §5.1.5). */
export function signingKey(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([SEED_PREFIX, seed]), format: 'der', type: 'pkcs8' })
}

/** The raw 32-byte public key that belongs to a signing key. */
export function publicBytes(key: KeyObject): Uint8Array {
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(PUBLIC_PREFIX.length)
}

/** Ed25519 over label and body (RFC 8032), 64 bytes. */
export function signCommand(key: KeyObject, body: Uint8Array): Uint8Array {
  return sign(null, Buffer.concat([COMMAND_LABEL, body]), key)
}

/** A public key to check signatures with, from its raw 32 bytes (RFC 8032 §5.1.5). @throws RangeError for another length */
export function verifyingKey(raw: Uint8Array): KeyObject {
  if (raw.length !== 32) throw new RangeError(`an Ed25519 public key has 32 bytes, not ${raw.length}`)
  return createPublicKey({ key: Buffer.concat([PUBLIC_PREFIX, raw]), format: 'der', type: 'spki' })
}

/** True if a command's body is signed with that key of ours. False for a malformed key or signature. */
export function commandSignatureFits(publicKey: Uint8Array, body: Uint8Array, sig: Uint8Array): boolean {
  if (publicKey.length !== 32 || sig.length !== 64) return false
  return verify(null, Buffer.concat([COMMAND_LABEL, body]), verifyingKey(publicKey), sig)
}

/** The id of the key that a device got at production (docs/protocol/collar.md §6); no other has been given to any yet. */
const PRODUCTION_KEY = '1'

/** True if a result is signed with the device's own key over exactly these body bytes. False for a malformed key or signature. */
export function resultSignatureFits(
  publicKey: Uint8Array,
  { keyId, bytes, sig }: { keyId: string; bytes: Uint8Array; sig: Uint8Array },
): boolean {
  if (keyId !== PRODUCTION_KEY || publicKey.length !== 32 || sig.length !== 64) return false
  const key = verifyingKey(publicKey)
  return verify(null, Buffer.concat([RESULT_LABEL, bytes]), key, sig)
}
