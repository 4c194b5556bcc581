import { prepared } from '../store/prepared.ts'
import type { Tx } from '../store/store.ts'
import type { CodesTables } from './schema.ts'

type Claim = { hash: Uint8Array; redemption_id: string; account_id: string; used_at: number }

const claim = prepared((tx: Tx<CodesTables>, { hash, redemption_id, account_id, used_at }: Claim) =>
  tx
    .updateTable('codes')
    .set({ state: 'used', redemption_id, account_id, used_at })
    .where('hash', '=', hash)
    .where('state', '=', 'unused')
    .returning('id'),
)

/** Marks a code used by a redemption. The conditional update is the lock: false when somebody else was first. */
export async function claimCode(
  tx: Tx<CodesTables>,
  hash: Uint8Array,
  use: { redemptionId: string; accountId: string; at: number },
): Promise<boolean> {
  const { redemptionId: redemption_id, accountId: account_id, at: used_at } = use
  const claimed = await claim(tx, { hash, redemption_id, account_id, used_at })
  return claimed.rows.length === 1
}

/** Gives a code back, if it is still used by that redemption: a second give-back finds nothing to do. */
export async function releaseCode(tx: Tx<CodesTables>, redemptionId: string): Promise<boolean> {
  const released = await tx
    .updateTable('codes')
    .set({ state: 'unused', redemption_id: null, account_id: null, used_at: null })
    .where('redemption_id', '=', redemptionId)
    .where('state', '=', 'used')
    .returning('id')
    .execute()
  return released.length === 1
}
