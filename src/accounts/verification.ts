import { timingSafeEqual } from 'node:crypto'
import { hmacSha256 } from '../std/hmac.ts'
import type { Keyring } from '../store/keyring.ts'
import type { Tx } from '../store/store.ts'
import type { PhoneTables } from './phone-schema.ts'

export const VALID_MS = 10 * 60_000
export const TRIES_MAX = 5

type Row = PhoneTables['phone_verifications']
type Key = { id: string; bytes: Uint8Array }

/** The six digits are bound to their verification: those of another one are worth nothing here. */
export function verificationHash(key: Key, id: string, digits: string): Uint8Array {
  return hmacSha256(key.bytes).update(`koppel/v1/verification\0${id}\0`).update(digits).digest()
}

/**
 * Spends one try. The limits stand in the update itself, so that tries made at the same moment cannot pass them together.
 * @returns the verification with the try counted; null when it is none of the user's, used, too old, or out of tries
 */
export async function spendTry(tx: Tx<PhoneTables>, id: string, userId: string, now: number): Promise<Row | null> {
  const row = await tx
    .updateTable('phone_verifications')
    .set((eb) => ({ tries: eb('tries', '+', 1) }))
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .where('used_at', 'is', null)
    .where('tries', '<', TRIES_MAX)
    .where('expires_at', '>', now)
    .returningAll()
    .executeTakeFirst()
  return row ?? null
}

/** Compares in constant time: how many digits fit is not to be measured. */
export function digitsFit(keys: Keyring, row: Row, digits: string): boolean {
  return timingSafeEqual(verificationHash(keys.byId(row.code_key_id), row.id, digits), row.code_hash)
}
