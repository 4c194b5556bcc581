import type { Actor } from '../accounts/actor.ts'
import { codeHash } from '../codes/code-hash.ts'
import type { House } from './house.ts'

/** A code that the asking person has used, and what became of it. */
export type OwnCode = { state: string; redemptionId: string; deviceId: string | null; at: number }

/**
 * What became of codes that the actor's own accounts have used, by canonical form. Codes of others and codes that nobody has used are not among
 * them: to this question they do not exist.
 */
export async function ownCodes(
  house: House,
  actor: Actor,
  canonicals: readonly string[],
): Promise<Map<string, OwnCode>> {
  const found = new Map<string, OwnCode>()
  if (actor.kind !== 'user' || canonicals.length === 0) return found
  const hashes = house.keys
    .all('code-hash')
    .flatMap((key) => canonicals.map((canonical) => ({ canonical, hash: Buffer.from(codeHash(key, canonical)) })))
  const rows = await house.ledger.reads
    .selectFrom('codes')
    .innerJoin('redemptions', 'redemptions.id', 'codes.redemption_id')
    .innerJoin('memberships', 'memberships.account_id', 'redemptions.account_id')
    .select(['codes.hash', 'redemptions.id', 'redemptions.state', 'redemptions.device_id', 'redemptions.updated_at'])
    .where('memberships.user_id', '=', actor.userId)
    .where(
      'codes.hash',
      'in',
      hashes.map(({ hash }) => hash),
    )
    .execute()
  for (const { hash, id, state, device_id, updated_at } of rows) {
    const canonical = hashes.find((one) => one.hash.equals(hash))?.canonical
    if (canonical !== undefined) found.set(canonical, { state, redemptionId: id, deviceId: device_id, at: updated_at })
  }
  return found
}
