import { RunAgain } from './errors.ts'
import type { Tx } from './store.ts'
import type { GroundTables } from './tables.ts'

/** What is known of a request that came with an Idempotency-Key. */
export type Recalled = { kind: 'none' } | { kind: 'same'; answer: string } | { kind: 'other-body' }

/** Answers are remembered for a week; clients are told so in the API's description. */
export const REMEMBERED_MS = 7 * 24 * 60 * 60 * 1_000
const PURGED_MAX = 500

/** @param owner who sent it: a key of one user says nothing about another's */
export async function recall(
  tx: Tx<GroundTables>,
  owner: string,
  key: string,
  bodyHash: Uint8Array,
): Promise<Recalled> {
  const row = await tx
    .selectFrom('idempotency')
    .select(['body_hash', 'answer'])
    .where('owner', '=', owner)
    .where('key', '=', key)
    .executeTakeFirst()
  if (!row) return { kind: 'none' }
  return Buffer.compare(row.body_hash, bodyHash) === 0 ? { kind: 'same', answer: row.answer } : { kind: 'other-body' }
}

/**
 * Keeps the answer (JSON) in the transaction of its effect.
 * @throws RunAgain when the same request was answered elsewhere meanwhile: told again, the story recalls that answer
 */
export async function remember(
  tx: Tx<GroundTables>,
  owner: string,
  key: string,
  bodyHash: Uint8Array,
  answer: string,
  now: number,
): Promise<void> {
  const written = await tx
    .insertInto('idempotency')
    .values({ owner, key, body_hash: bodyHash, answer, at: now })
    .onConflict((clash) => clash.columns(['owner', 'key']).doNothing())
    .executeTakeFirst()
  if (written.numInsertedOrUpdatedRows === 0n) throw new RunAgain('the same request was answered meanwhile')
}

/** Forgets up to 500 answers older than a week; true when there may be more. */
export async function forgetOld(tx: Tx<GroundTables>, now: number): Promise<boolean> {
  const old = await tx
    .selectFrom('idempotency')
    .select(['owner', 'key'])
    .where('at', '<', now - REMEMBERED_MS)
    .orderBy('at')
    .limit(PURGED_MAX)
    .execute()
  for (const { owner, key } of old) {
    await tx.deleteFrom('idempotency').where('owner', '=', owner).where('key', '=', key).execute()
  }
  return old.length === PURGED_MAX
}
