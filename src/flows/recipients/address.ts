import { maskedPhone, readPhone } from '../../accounts/phone.ts'
import type { RecipientTables } from '../../recipients/schema.ts'
import { hmacSha256 } from '../../std/hmac.ts'
import type { World } from '../../std/world.ts'
import type { Keyring } from '../../store/keyring.ts'
import { seal, unseal } from '../../store/sealed.ts'
import { isMailAddress } from '../mail/address.ts'

type Row = RecipientTables['recipients']
type Key = { id: string; bytes: Uint8Array }
/** What stands of an address. */
export type KeptAddress = Pick<Row, 'address_sealed' | 'seal_key_id' | 'address_hash' | 'hash_key_id'>

/** A typed address as it is written to: a number in E.164, an address of e-mail in small letters (RFC 5321 §2.3.11: practically no receiver tells them apart); null for none. */
export function readAddress(way: 'email' | 'sms', typed: string): string | null {
  if (way === 'sms') return readPhone(typed)
  const address = typed.trim().toLowerCase()
  return isMailAddress(address) ? address : null
}

/** @param id the recipient that it is sealed for */
export function keepAddress(keys: Keyring, world: World, id: string, address: string): KeptAddress {
  const [sealKey, hashKey] = [keys.current('recipient'), keys.current('subject-hash')]
  return {
    address_sealed: seal(sealKey.bytes, contextOf(id), Buffer.from(address), world.random),
    seal_key_id: sealKey.id,
    address_hash: addressHash(hashKey, address),
    hash_key_id: hashKey.id,
  }
}

/** Every hash under which an address may stand. */
export function addressHashes(keys: Keyring, address: string): Uint8Array[] {
  return keys.all('subject-hash').map((key) => addressHash(key, address))
}

/** In clear; null for a push, and once it was taken away. @throws Error if it was damaged */
export function openAddress(
  keys: Keyring,
  { id, address_sealed, seal_key_id }: Pick<Row, 'id' | 'address_sealed' | 'seal_key_id'>,
): string | null {
  if (address_sealed === null || seal_key_id === null) return null
  return Buffer.from(unseal(keys.byId(seal_key_id).bytes, contextOf(id), address_sealed)).toString('utf8')
}

/** Enough to know one's own again: `+46*******67`, `a***@example.org`. */
export function maskedAddress(address: string): string {
  const at = address.lastIndexOf('@')
  return at < 0 ? maskedPhone(address) : `${address.slice(0, 1)}***${address.slice(at)}`
}

function addressHash(key: Key, address: string): Uint8Array {
  return hmacSha256(key.bytes).update('koppel/v1/recipient\0').update(address).digest()
}

function contextOf(id: string): string {
  return `recipient:${id}`
}
