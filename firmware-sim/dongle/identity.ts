import { createHash, createHmac } from 'node:crypto'
import { fingerprintOf } from './user-information.ts'

/** What production writes into one dongle. */
export type DongleIdentity = {
  /** 8 hexadecimal capitals, not all zeros. */
  caratId: string
  /** 32 bytes, base64url. */
  key: string
  /** 1 to 255: of the master from which the key comes. */
  keyVersion: number
  /** Entered before the dongle is plugged in for the first time; at most 200 bytes of UTF-8. */
  userInformation?: string
}

/** Carat-IDs of simulated dongles begin so: production begins elsewhere. */
const TEST_PREFIX = 'FC'
const KEY_BYTES = 32
const KEY_VERSION_MAX = 255

/**
 * The Carat-IDs of simulated dongles: the same for the same arguments.
 * @throws RangeError for a count outside 1 to 1,000
 */
export function makeCaratIds({ count, seed }: { count: number; seed: number }): string[] {
  if (!Number.isInteger(count) || count < 1 || count > 1_000) throw new RangeError('count must be 1 to 1,000')
  // The seed is part of the number, so that dongles of two seeds can share a backend.
  return Array.from({ length: count }, (_, at) => {
    const number = ((seed % 16_000) * 1_000 + at).toString(16).padStart(6, '0')
    return TEST_PREFIX + number.toUpperCase()
  })
}

/** The key that a dongle is given from a master: HKDF-SHA256 (RFC 5869 §2) without salt, one block of output. @param caratId 8 hexadecimal characters */
export function keyFromMaster(master: Uint8Array, caratId: string): string {
  const extracted = createHmac('sha256', new Uint8Array(KEY_BYTES)).update(master).digest()
  const info = Buffer.concat([Buffer.from('koppel/v1/dongle\0', 'ascii'), Buffer.from(caratId, 'hex')])
  return createHmac('sha256', extracted).update(info).update(Uint8Array.of(1)).digest('base64url')
}

/** A master that follows from the seed: for simulated dongles only. */
export function masterOf(seed: number): Uint8Array {
  return createHash('sha256').update(`koppel firmware-sim ${seed} dongle master`).digest()
}

/** What is wrong with an identity, in the order of its members; empty when nothing is. For files that a person wrote. */
export function dongleIdentityFaults(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return ['is not an object']
  const { caratId, key, keyVersion, userInformation = '' } = value as Partial<DongleIdentity>
  const faults: string[] = []
  const check = (fine: boolean, fault: string): void => void (fine || faults.push(fault))
  check(
    typeof caratId === 'string' && /^[0-9A-F]{8}$/.test(caratId) && caratId !== '00000000',
    'caratId: must be 8 hexadecimal capitals, not all zeros',
  )
  check(
    typeof key === 'string' && key.length === 43 && Buffer.from(key, 'base64url').toString('base64url') === key,
    'key: must be 32 bytes in base64url, 43 characters',
  )
  check(
    Number.isInteger(keyVersion) && Number(keyVersion) >= 1 && Number(keyVersion) <= KEY_VERSION_MAX,
    'keyVersion: must be 1 to 255',
  )
  check(
    typeof userInformation === 'string' && fingerprintOf(Buffer.from(userInformation)) !== null,
    'userInformation: must be text of at most 200 bytes',
  )
  return faults
}
