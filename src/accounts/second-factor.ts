import { hmacSha256 } from '../std/hmac.ts'
import type { World } from '../std/world.ts'
import type { Keyring } from '../store/keyring.ts'
import { seal, unseal } from '../store/sealed.ts'
import type { Reads, Tx } from '../store/store.ts'
import type { SecondFactorTables } from './second-factor-schema.ts'
import { TOTP_SECRET_BYTES, totpStep } from './totp.ts'

const RECOVERY_CODES = 10
/** 80 bits each: nobody tries them through, and a person can write them down. */
const RECOVERY_BYTES = 10

/** Begins a second factor with a new secret, in place of one that was begun before. Null: one is on. */
export async function beginFactor(
  tx: Tx<SecondFactorTables>,
  { world, keys }: { world: World; keys: Keyring },
  userId: string,
): Promise<Uint8Array | null> {
  const secret = world.random.bytes(TOTP_SECRET_BYTES)
  const key = keys.current('second-factor')
  const sealed = seal(key.bytes, contextOf(userId), secret, world.random)
  const row = { secret_sealed: sealed, seal_key_id: key.id, last_step: 0, created_at: world.clock.now() }
  const begun = await tx
    .insertInto('second_factors')
    .values({ user_id: userId, confirmed_at: null, ...row })
    .onConflict((clash) => clash.column('user_id').doUpdateSet(row).where('second_factors.confirmed_at', 'is', null))
    .returning('user_id')
    .executeTakeFirst()
  return begun ? secret : null
}

/** Whether a user is asked for a second factor. */
export async function hasFactor(reads: Reads<SecondFactorTables>, userId: string): Promise<boolean> {
  const row = await reads
    .selectFrom('second_factors')
    .select('confirmed_at')
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return row?.confirmed_at != null
}

/** Takes a code of the authenticator, once: the condition on the step is the lock. @param confirmed whether the factor is on, or only begun */
export async function takeCode(
  tx: Tx<SecondFactorTables>,
  { world, keys }: { world: World; keys: Keyring },
  given: { userId: string; code: string; confirmed: boolean },
): Promise<boolean> {
  const { userId, code, confirmed } = given
  const row = await tx.selectFrom('second_factors').selectAll().where('user_id', '=', userId).executeTakeFirst()
  if (!row || (row.confirmed_at !== null) !== confirmed) return false
  const secret = unseal(keys.byId(row.seal_key_id).bytes, contextOf(userId), row.secret_sealed)
  const now = world.clock.now()
  const step = totpStep(secret, code, now)
  if (step === null) return false
  const taken = await tx
    .updateTable('second_factors')
    .set({ last_step: step, confirmed_at: row.confirmed_at ?? now })
    .where('user_id', '=', userId)
    .where('secret_sealed', '=', row.secret_sealed)
    .where('last_step', '<', step)
    .returning('user_id')
    .executeTakeFirst()
  return taken !== undefined
}

/** Takes a recovery code, once. */
export async function takeRecovery(
  tx: Tx<SecondFactorTables>,
  { world, keys }: { world: World; keys: Keyring },
  given: { userId: string; code: string },
): Promise<boolean> {
  const code = given.code.replaceAll(/[\s-]/g, '').toUpperCase()
  const hashes = keys.all('subject-hash').map((key) => recoveryHash(key, given.userId, code))
  const taken = await tx
    .updateTable('recovery_codes')
    .set({ used_at: world.clock.now() })
    .where('user_id', '=', given.userId)
    .where('code_hash', 'in', hashes)
    .where('used_at', 'is', null)
    .returning('user_id')
    .executeTakeFirst()
  return taken !== undefined
}

/** Makes ten new recovery codes in place of those before. @returns them in clear, this once */
export async function makeRecovery(
  tx: Tx<SecondFactorTables>,
  { world, keys }: { world: World; keys: Keyring },
  userId: string,
): Promise<string[]> {
  await tx.deleteFrom('recovery_codes').where('user_id', '=', userId).execute()
  const key = keys.current('subject-hash')
  const codes = Array.from({ length: RECOVERY_CODES }, () =>
    Buffer.from(world.random.bytes(RECOVERY_BYTES)).toString('hex').toUpperCase(),
  )
  for (const code of codes)
    await tx
      .insertInto('recovery_codes')
      .values({ user_id: userId, code_hash: recoveryHash(key, userId, code), key_id: key.id, used_at: null })
      .execute()
  return codes.map((code) => code.replaceAll(/(.{5})(?=.)/g, '$1-'))
}

/** Recovery codes that are left. */
export async function recoveryLeft(reads: Reads<SecondFactorTables>, userId: string): Promise<number> {
  const left = await reads
    .selectFrom('recovery_codes')
    .select('user_id')
    .where('user_id', '=', userId)
    .where('used_at', 'is', null)
    .execute()
  return left.length
}

/** Takes the second factor away, with its recovery codes. */
export async function endFactor(tx: Tx<SecondFactorTables>, userId: string): Promise<void> {
  await tx.deleteFrom('recovery_codes').where('user_id', '=', userId).execute()
  await tx.deleteFrom('second_factors').where('user_id', '=', userId).execute()
}

function recoveryHash(key: { bytes: Uint8Array }, userId: string, code: string): Uint8Array {
  return hmacSha256(key.bytes).update(`koppel/v1/recovery\0${userId}\0`).update(code).digest()
}

function contextOf(userId: string): string {
  return `second-factor:${userId}`
}
