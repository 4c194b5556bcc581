import { createHash, sign, verify } from 'node:crypto'
import { publicBytes, signingKey, verifyingKey } from '../devices/signature.ts'
import type { ReadFile } from './read-receipt.ts'
import { RECEIPT_FORM, type Receipt, type Statement } from './receipt.ts'

/** Keeps a seal from being taken for a signature made for anything else (docs/protocol/receipt.md §3). */
const LABEL = Buffer.from('koppel/v1/receipt\0')

/** Seals a statement. The same statement and key give the same receipt: nothing of the moment is in it. @param key of the purpose `receipt-signing` */
export function seal(key: { id: string; bytes: Uint8Array }, statement: Statement): Receipt {
  const body = JSON.stringify(statement)
  const signer = signingKey(key.bytes)
  return {
    form: RECEIPT_FORM,
    key: key.id,
    publicKey: base64url(publicBytes(signer)),
    digest: digestOf(body),
    body,
    sig: base64url(sign(null, sealed(key.id, body), signer)),
  }
}

/** True if key id and body are sealed with that key. @param file.publicKey raw, 32 bytes */
export function sealFits({ key, publicKey, body, sig }: Omit<ReadFile, 'digest'>): boolean {
  if (publicKey.length !== 32 || sig.length !== 64) return false
  return verify(null, sealed(key, body), verifyingKey(publicKey), sig)
}

/** SHA-256 of a body, base64url. */
export function digestOf(body: string): string {
  return createHash('sha256').update(body, 'utf8').digest('base64url')
}

/** Bytes as the receipt writes them. */
export function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}

/** The id stands in front with a zero byte behind it, which no id holds: else it could be changed unseen. */
function sealed(keyId: string, body: string): Buffer {
  return Buffer.concat([LABEL, Buffer.from(`${keyId}\0${body}`, 'utf8')])
}
