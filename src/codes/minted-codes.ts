import { newId } from '../std/ids.ts'
import type { World } from '../std/world.ts'
import type { Reads, Tx } from '../store/store.ts'
import { codeHash } from './code-hash.ts'
import { brokenPlaces } from './pack.ts'
import type { CodesTables } from './schema.ts'

/** A code on its way into the ledger. */
export type NewCode = {
  id: string
  hash: Uint8Array
  /** Under the ring's older keys: where one of them is known, the code exists. */
  olderHashes: readonly Uint8Array[]
  keyId: string
  last4: string | null
  position: number
}
type Key = { id: string; bytes: Uint8Array }

/** Families with fewer characters would give too much away. */
const LAST_4_FROM = 12

/** @param keys of the purpose `code-hash`: the one for new work, and all */
export function newCode(
  world: World,
  keys: { current: Key; all: readonly Key[] },
  code: string,
  position: number,
): NewCode {
  const { current, all } = keys
  return {
    id: newId(world.clock, world.random),
    hash: codeHash(current, code),
    olderHashes: all.filter(({ id }) => id !== current.id).map((key) => codeHash(key, code)),
    keyId: current.id,
    last4: code.length >= LAST_4_FROM ? code.slice(-4) : null,
    position,
  }
}

/**
 * Stores what is new of them. A code that some batch has already is passed over, whichever key it is known by, and with it the others on its card.
 * @param batch.packSize codes on a card; null: one. `codes` are whole cards
 * @returns how many were stored
 */
export async function storeCodes(
  tx: Tx<CodesTables>,
  batch: { id: string; packSize: number | null },
  codes: readonly NewCode[],
): Promise<number> {
  const older = codes.flatMap(({ olderHashes }) => olderHashes)
  const known = new Set<string>()
  if (older.length > 0) {
    const rows = await tx.selectFrom('codes').select('hash').where('hash', 'in', older).execute()
    for (const { hash } of rows) known.add(Buffer.from(hash).toString('base64'))
  }
  const fresh = codes.filter(({ olderHashes }) =>
    olderHashes.every((hash) => !known.has(Buffer.from(hash).toString('base64'))),
  )
  if (fresh.length === 0) return 0
  const insert = tx
    .insertInto('codes')
    .values(
      fresh.map(({ id, hash, keyId, last4, position }) => ({
        hash,
        key_id: keyId,
        id,
        batch_id: batch.id,
        last4,
        state: 'unused',
        activated_at: null,
        redemption_id: null,
        account_id: null,
        used_at: null,
        position,
      })),
    )
    .onConflict((clash) => clash.column('hash').doNothing())
  if (batch.packSize === null) return Number((await insert.executeTakeFirst()).numInsertedOrUpdatedRows ?? 0n)
  const stored = (await insert.returning('position').execute()).flatMap(({ position }) => position ?? [])
  const broken = brokenPlaces(batch.packSize, stored)
  if (broken.length > 0)
    await tx.deleteFrom('codes').where('batch_id', '=', batch.id).where('position', 'in', broken).execute()
  return stored.length - broken.length
}

/** A page of a batch's codes in the order of their places, behind `after`. */
export function codesBehind(reads: Reads<CodesTables>, batchId: string, after: number, limit: number) {
  return reads
    .selectFrom('codes')
    .select(['hash', 'key_id', 'position'])
    .where('batch_id', '=', batchId)
    .where('position', '>', after)
    .orderBy('position')
    .limit(limit)
    .execute()
}
