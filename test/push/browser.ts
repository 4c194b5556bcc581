import { createDecipheriv, createECDH, createHash, createHmac, hkdfSync } from 'node:crypto'
import type { PushTarget } from '../../src/flows/push/transport.ts'

/** What a browser keeps of a subscription, and how it opens what comes (RFC 8291 §3.4), written from the RFC and apart from the package that encrypts. */
export type PushBrowser = { target: PushTarget; open(body: Uint8Array): string }

const SALT_BYTES = 16
const TAG_BYTES = 16

/** @param endpoint where its push service takes what is for it */
export function pushBrowser(endpoint: string): PushBrowser {
  const pair = createECDH('prime256v1')
  const publicKey = pair.generateKeys()
  // As random as the key is, and as long as RFC 8291 §3.2 asks for.
  const secret = createHash('sha256').update(pair.getPrivateKey()).digest().subarray(0, 16)
  return {
    target: { endpoint, p256dh: publicKey.toString('base64url'), auth: secret.toString('base64url') },
    open(body) {
      // Header of RFC 8188 §2.1: salt, record size, length of the key's id, the key's id, which is the sender's public key.
      const bytes = Buffer.from(body)
      const salt = bytes.subarray(0, SALT_BYTES)
      const idLength = bytes[SALT_BYTES + 4] ?? 0
      const sender = bytes.subarray(SALT_BYTES + 5, SALT_BYTES + 5 + idLength)
      const record = bytes.subarray(SALT_BYTES + 5 + idLength)
      const shared = pair.computeSecret(sender)
      const info = Buffer.concat([Buffer.from('WebPush: info\0'), publicKey, sender])
      const prk = createHmac('sha256', secret).update(shared).digest()
      const ikm = createHmac('sha256', prk).update(info).update(Uint8Array.of(1)).digest()
      const key = Buffer.from(hkdfSync('sha256', ikm, salt, 'Content-Encoding: aes128gcm\0', 16))
      const nonce = Buffer.from(hkdfSync('sha256', ikm, salt, 'Content-Encoding: nonce\0', 12))
      const decipher = createDecipheriv('aes-128-gcm', key, nonce).setAuthTag(record.subarray(-TAG_BYTES))
      const padded = Buffer.concat([decipher.update(record.subarray(0, -TAG_BYTES)), decipher.final()])
      // One record, the last: its delimiter is 2, and zeros may follow it (RFC 8188 §2).
      const end = padded.lastIndexOf(2)
      return padded.subarray(0, end).toString('utf8')
    },
  }
}
