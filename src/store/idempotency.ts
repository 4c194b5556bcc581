import { RunAgain } from './errors.ts'
import { prepared } from './prepared.ts'
import type { Tx } from './store.ts'
import type { GroundTables } from './tables.ts'

/** What is known of a request that came with an Idempotency-Key. */
export type Recalled = { kind: 'none' } | { kind: 'same'; answer: string } | { kind: 'other-body' }

/** Answers are remembered for a week; clients are told so in the API's description. */
export const REMEMBERED_MS = 7 * 24 * 60 * 60 * 1_000
const PURGED_MAX = 500

const answerTo = prepared((tx: Tx<GroundTables>, { owner, key }: { owner: string; key: string }) =>
  tx.selectFrom('idempotency').select(['body_hash', 'answer']).where('owner', '=', owner).where('key', '=', key),
)

type Answer = { owner: string; key: string; body_hash: Uint8Array; answer: string; at: number }

const insertAnswer = prepared((tx: Tx<GroundTables>, { owner, key, body_hash, answer, at }: Answer) =>
  tx
    .insertInto('idempotency')
    .values({ owner, key, body_hash, answer, at })
    .onConflict((clash) => clash.columns(['owner', 'key']).doNothing()),
)

/** @param owner who sent it: a key of one user says nothing about another's */
export async function recall(
  tx: Tx<GroundTables>,
  owner: string,
  key: string,
  bodyHash: Uint8Array,
): Promise<Recalled> {
  const [row] = (await answerTo(tx, { owner, key })).rows
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
  const written = await insertAnswer(tx, { owner, key, body_hash: bodyHash, answer, at: now })
  if (written.numAffectedRows === 0n) throw new RunAgain('the same request was answered meanwhile')
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
