import { codeHash } from '../codes/code-hash.ts'
import { newId } from '../std/ids.ts'
import type { World } from '../std/world.ts'
import { RunAgain } from '../store/errors.ts'
import type { Keyring } from '../store/keyring.ts'
import { seal, unseal } from '../store/sealed.ts'
import type { Reads, Tx } from '../store/store.ts'
import type { Extension } from './extend.ts'
import type { LicencesTables } from './schema.ts'

/** What entered a licence's history; `redemptionId` is null for a trial. */
export type LicenceStep = Extension & { redemptionId: string | null; period: string; at: number }
/** A user's licence, without its code. */
export type Licence = { id: string; endsAt: number; createdAt: number; sealed: Uint8Array; sealKeyId: string }

/** A user's licence, or null. */
export async function licenceOf(reads: Reads<LicencesTables>, userId: string): Promise<Licence | null> {
  const row = await reads.selectFrom('licences').selectAll().where('user_id', '=', userId).executeTakeFirst()
  if (!row) return null
  return {
    id: row.id,
    endsAt: row.ends_at,
    createdAt: row.created_at,
    sealed: row.code_sealed,
    sealKeyId: row.seal_key_id,
  }
}

/** The licence code in clear: for its own user, and for support. @throws Error if it was damaged */
export function licenceCode(keys: Keyring, licence: Licence): string {
  const code = unseal(keys.byId(licence.sealKeyId).bytes, `licence:${licence.id}`, licence.sealed)
  return Buffer.from(code).toString('utf8')
}

/**
 * A user's first licence: `code` becomes its licence code, the very same letters.
 * @throws RunAgain when the user got one meanwhile, or the code is another's
 */
export async function beginLicence(
  tx: Tx<LicencesTables>,
  house: { world: World; keys: Keyring },
  made: LicenceStep & { userId: string; code: string; entry: 'trial' | 'registered' },
): Promise<void> {
  const { world, keys } = house
  const id = newId(world.clock, world.random)
  const hashKey = keys.current('code-hash')
  const sealKey = keys.current('licence-code')
  const begun = await tx
    .insertInto('licences')
    .values({
      id,
      user_id: made.userId,
      code_hash: codeHash(hashKey, made.code),
      hash_key_id: hashKey.id,
      code_sealed: seal(sealKey.bytes, `licence:${id}`, Buffer.from(made.code), world.random),
      seal_key_id: sealKey.id,
      ends_at: made.until,
      created_at: made.at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute()
  if (begun.length === 0) throw new RunAgain('the user has a licence now')
  await enterStep(tx, world, id, made.entry, made)
}

/**
 * Moves a licence's end and leaves its code. The condition on the end that was read is the lock: two codes at once both count.
 * @throws RunAgain when the end was moved meanwhile
 */
export async function extendLicence(
  tx: Tx<LicencesTables>,
  world: World,
  licence: Licence,
  step: LicenceStep,
): Promise<void> {
  const moved = await tx
    .updateTable('licences')
    .set({ ends_at: step.until })
    .where('id', '=', licence.id)
    .where('ends_at', '=', licence.endsAt)
    .returning('id')
    .execute()
  if (moved.length === 0) throw new RunAgain('the licence was extended meanwhile')
  await enterStep(tx, world, licence.id, 'extended', step)
}

async function enterStep(
  tx: Tx<LicencesTables>,
  { clock, random }: World,
  licenceId: string,
  entry: string,
  step: LicenceStep,
): Promise<void> {
  await tx
    .insertInto('licence_entries')
    .values({
      id: newId(clock, random),
      licence_id: licenceId,
      redemption_id: step.redemptionId,
      entry,
      period: step.period,
      from_at: step.from,
      until_at: step.until,
      at: step.at,
    })
    .execute()
}

/** Whose licence code a typed text is: a user's id, or null. */
export async function holderOfCode(
  reads: Reads<LicencesTables>,
  keys: Keyring,
  canonical: string,
): Promise<string | null> {
  const hashes = keys.all('code-hash').map((key) => codeHash(key, canonical))
  const row = await reads.selectFrom('licences').select('user_id').where('code_hash', 'in', hashes).executeTakeFirst()
  return row?.user_id ?? null
}

/** A licence's entries, oldest first. */
export function licenceHistory(reads: Reads<LicencesTables>, licenceId: string) {
  return reads
    .selectFrom('licence_entries')
    .selectAll()
    .where('licence_id', '=', licenceId)
    .orderBy('until_at')
    .execute()
}
