import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'

/** What a signature is about: the label stands before the signed bytes, so that a command can never pass for a result. */
export type Domain = 'koppel/v1/command' | 'koppel/v1/result'

/** RFC 8410 §7: what stands before the 32 bytes of an Ed25519 private key in PKCS #8. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex')

/** @param seed 32 bytes (RFC 8032 §5.1.5), base64url */
export function signingKey(seed: string): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, thirtyTwo(seed)]), format: 'der', type: 'pkcs8' })
}

/** @param publicKey 32 bytes, base64url @throws TypeError if it is not that */
export function verifyingKey(publicKey: string): KeyObject {
  return createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: thirtyTwo(publicKey).toString('base64url') },
    format: 'jwk',
  })
}

/** The public half of a signing key: 32 bytes, base64url. */
export function publicHalf(key: KeyObject): string {
  return createPublicKey(key).export({ format: 'jwk' }).x ?? ''
}

/** 64 bytes; the same for the same key and body (RFC 8032 is deterministic). */
export function signBody(key: KeyObject, domain: Domain, body: Uint8Array): Uint8Array {
  return Uint8Array.from(sign(null, signed(domain, body), key))
}

/** True when `signature` is Ed25519 (RFC 8032) over the domain's label, a zero byte and the body as sent. */
export function signatureFits(key: KeyObject, domain: Domain, body: Uint8Array, signature: Uint8Array): boolean {
  return signature.length === 64 && verify(null, signed(domain, body), key, signature)
}

function signed(domain: Domain, body: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`${domain}\0`, 'ascii'), body])
}

function thirtyTwo(base64url: string): Buffer {
  const bytes = Buffer.from(base64url, 'base64url')
  if (bytes.length !== 32 || bytes.toString('base64url') !== base64url) throw new TypeError('not 32 bytes in base64url')
  return bytes
}
