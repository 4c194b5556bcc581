import { createECDH, hkdfSync } from 'node:crypto'
import type { Key, Keyring } from '../../store/keyring.ts'
import type { VapidKey } from './transport.ts'

/** Order of P-256 (NIST SP 800-186 §3.2.1.3). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
/** 64 bits more than the order has, so that the remainder is as good as even (FIPS 186-5 §A.2.1). */
const SEED_BYTES = 40
const KEY_BYTES = 32

/** The key pair that a key of the ring stands for: always the same, because browsers subscribe to it. */
export function vapidKey({ bytes }: Pick<Key, 'bytes'>): VapidKey {
  const seed = Buffer.from(hkdfSync('sha256', bytes, Buffer.alloc(0), 'koppel/v1/vapid', SEED_BYTES))
  const scalar = (BigInt(`0x${seed.toString('hex')}`) % (ORDER - 1n)) + 1n
  const secret = Buffer.from(scalar.toString(16).padStart(2 * KEY_BYTES, '0'), 'hex')
  const pair = createECDH('prime256v1')
  pair.setPrivateKey(secret)
  return { publicKey: pair.getPublicKey().toString('base64url'), privateKey: secret.toString('base64url') }
}

/** What browsers subscribe to now. */
export function applicationServerKey(keys: Keyring): string {
  return vapidKey(keys.current('vapid')).publicKey
}
