import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { hmacSha256 } from '../std/hmac.ts'
import type { World } from '../std/world.ts'
import type { Keyring } from '../store/keyring.ts'
import { prepared } from '../store/prepared.ts'
import { seal, unseal } from '../store/sealed.ts'
import type { Reads, Tx } from '../store/store.ts'
import type { PhoneTables } from './phone-schema.ts'

/** A number as it is kept. */
export type KeptNumber = Pick<PhoneTables['phones'], 'number_hash' | 'hash_key_id' | 'number_sealed' | 'seal_key_id'>

const CONTEXT = 'phone'
type Key = { id: string; bytes: Uint8Array }

/** A typed number as E.164 (ITU-T), or null for one that no network has given. A country code is needed: which country is meant is not guessed. */
export function readPhone(text: string): string | null {
  if (text.length > 40 || !text.trim().startsWith('+')) return null
  const number = parsePhoneNumberFromString(text, { extract: false })
  return number?.isValid() ? number.number : null
}

/** `+46*******67`: enough to know one's own again. */
export function maskedPhone(e164: string): string {
  return e164.slice(0, 3) + '*'.repeat(Math.max(0, e164.length - 5)) + e164.slice(-2)
}

function numberHash(key: Key, e164: string): Uint8Array {
  return hmacSha256(key.bytes).update('koppel/v1/phone\0').update(e164).digest()
}

/** Every hash under which a number may stand, the newest key's first. */
export function numberHashes(keys: Keyring, e164: string): Uint8Array[] {
  return keys.all('subject-hash').map((key) => numberHash(key, e164))
}

/** Hash and ciphertext of a number. */
export function keepNumber(keys: Keyring, world: World, e164: string): KeptNumber {
  const hashKey = keys.current('subject-hash')
  const sealKey = keys.current('sms-text')
  return {
    number_hash: numberHash(hashKey, e164),
    hash_key_id: hashKey.id,
    number_sealed: seal(sealKey.bytes, CONTEXT, Buffer.from(e164), world.random),
    seal_key_id: sealKey.id,
  }
}

/** The number in clear. @throws Error if it was damaged */
export function openNumber(keys: Keyring, kept: Pick<KeptNumber, 'number_sealed' | 'seal_key_id'>): string {
  return Buffer.from(unseal(keys.byId(kept.seal_key_id).bytes, CONTEXT, kept.number_sealed)).toString('utf8')
}

/** A user's verified number, in clear; null when there is none. */
export async function phoneOf(reads: Reads<PhoneTables>, keys: Keyring, userId: string): Promise<string | null> {
  const row = await reads.selectFrom('phones').selectAll().where('user_id', '=', userId).executeTakeFirst()
  return row ? openNumber(keys, row) : null
}

const boundHash = prepared((reads: Reads<PhoneTables>, { userId }: { userId: string }) =>
  reads.selectFrom('phones').select('number_hash').where('user_id', '=', userId),
)

/** The keyed hash under which a user's verified number stands; null when there is none. */
export async function phoneHashOf(reads: Reads<PhoneTables>, userId: string): Promise<Uint8Array | null> {
  return (await boundHash(reads, { userId })).rows[0]?.number_hash ?? null
}

/** Binds a number that was just proved to its user, in place of the one before. False: it is another user's. */
export async function bindPhone(
  tx: Tx<PhoneTables>,
  keys: Keyring,
  made: KeptNumber & { user_id: string; verified_at: number },
): Promise<boolean> {
  const hashes = numberHashes(keys, openNumber(keys, made))
  const holder = await tx.selectFrom('phones').select('user_id').where('number_hash', 'in', hashes).executeTakeFirst()
  if (holder && holder.user_id !== made.user_id) return false
  await tx.deleteFrom('phones').where('user_id', '=', made.user_id).execute()
  const bound = await tx
    .insertInto('phones')
    .values(made)
    .onConflict((conflict) => conflict.doNothing())
    .returning('user_id')
    .execute()
  return bound.length === 1
}
