import type { Reads } from '../store/store.ts'
import { codeHash } from './code-hash.ts'
import type { Family, Notice } from './family.ts'
import type { CodeFacts } from './judge.ts'
import { readProduct } from './product.ts'
import type { CodesTables } from './schema.ts'

/** A code that exists, with the hash by which it is claimed. */
export type FoundCode = {
  id: string
  hash: Uint8Array
  facts: CodeFacts
  /** What an extension is counted from: the batch's purchase, or null for the moment of redemption. */
  purchasedAt: number | null
  notices: readonly Notice[]
}
type Candidate = { family: Family; canonical: string; notices: readonly Notice[] }
type Key = { id: string; bytes: Uint8Array }

/** Looks a typed code up under every key of the ring; one query whatever the number of candidates. Null: names no code. */
export async function findCode(
  tx: Reads<CodesTables>,
  keys: readonly Key[],
  candidates: readonly Candidate[],
): Promise<FoundCode | null> {
  const canonicals = [...new Set(candidates.map((candidate) => candidate.canonical))]
  const hashes = keys.flatMap((key) => canonicals.map((canonical) => codeHash(key, canonical)))
  const rows = await tx
    .selectFrom('codes')
    .innerJoin('batches', 'batches.id', 'codes.batch_id')
    .select(['codes.id', 'codes.hash', 'codes.state', 'codes.account_id', 'codes.activated_at'])
    .select([
      'batches.family',
      'batches.product',
      'batches.anchor',
      'batches.purchased_at',
      'batches.state as batch_state',
    ])
    .select(['batches.campaign', 'batches.not_migratable', 'batches.regions', 'batches.needs_activation'])
    .where('codes.hash', 'in', hashes)
    .execute()
  for (const candidate of candidates) {
    const row = rows.find(({ family }) => family === candidate.family.name)
    if (!row) continue
    return {
      id: row.id,
      hash: row.hash,
      purchasedAt: row.anchor === 'purchase' ? row.purchased_at : null,
      notices: candidate.notices,
      facts: {
        family: row.family,
        product: readProduct(row.product),
        state: row.state as CodeFacts['state'],
        usedByAccount: row.account_id,
        activatedAt: row.activated_at,
        batch: {
          state: row.batch_state as CodeFacts['batch']['state'],
          notMigratable: row.not_migratable === 1,
          campaign: row.campaign === 1,
          regions: row.regions === null ? null : (JSON.parse(row.regions) as string[]),
          needsActivation: row.needs_activation === 1,
        },
      },
    }
  }
  return null
}
