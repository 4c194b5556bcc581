import type { Actor } from '../accounts/actor.ts'
import { codeHash } from '../codes/code-hash.ts'
import type { House } from './house.ts'

/** A code of the asking person's own, and what it stands at; instants in milliseconds since 1970. */
export type OwnCode =
  /** They have entered it. `family` is what it is, where the shape fits several. */
  | { kind: 'entered'; family: string; state: string; redemptionId: string; deviceId: string | null; at: number }
  /** Their licence code, of a trial or once a registration code. */
  | { kind: 'licence'; endsAt: number }

type Typed = { canonical: string; hash: Buffer }

/**
 * What the actor's own codes stand at, by canonical form: what their accounts have used, and their licence code. Codes of others and codes that nobody has used are
 * not among them: to this question they do not exist.
 */
export async function ownCodes(
  house: House,
  actor: Actor,
  canonicals: readonly string[],
): Promise<Map<string, OwnCode>> {
  const found = new Map<string, OwnCode>()
  if (actor.kind !== 'user' || canonicals.length === 0) return found
  const typed = house.keys
    .all('code-hash')
    .flatMap((key) => canonicals.map((canonical) => ({ canonical, hash: Buffer.from(codeHash(key, canonical)) })))
  for (const [hash, own] of await enteredBy(house, actor.userId, typed)) put(found, typed, hash, own)
  // A registration code that became the licence code is both, and matters as the latter.
  for (const [hash, own] of await licenceOf(house, actor.userId, typed)) put(found, typed, hash, own)
  return found
}

function put(found: Map<string, OwnCode>, typed: readonly Typed[], hash: Uint8Array, own: OwnCode): void {
  const canonical = typed.find((one) => one.hash.equals(hash))?.canonical
  if (canonical !== undefined) found.set(canonical, own)
}

async function enteredBy({ ledger }: House, userId: string, typed: readonly Typed[]): Promise<[Uint8Array, OwnCode][]> {
  const rows = await ledger.reads
    .selectFrom('codes')
    .innerJoin('batches', 'batches.id', 'codes.batch_id')
    .innerJoin('redemptions', 'redemptions.id', 'codes.redemption_id')
    .innerJoin('memberships', 'memberships.account_id', 'redemptions.account_id')
    .select(['codes.hash', 'batches.family', 'redemptions.id', 'redemptions.state'])
    .select(['redemptions.device_id as deviceId', 'redemptions.updated_at as at'])
    .where('memberships.user_id', '=', userId)
    .where('codes.hash', 'in', hashesOf(typed))
    .execute()
  return rows.map(({ hash, id, ...own }) => [hash, { kind: 'entered', redemptionId: id, ...own }])
}

async function licenceOf({ ledger }: House, userId: string, typed: readonly Typed[]): Promise<[Uint8Array, OwnCode][]> {
  const rows = await ledger.reads
    .selectFrom('licences')
    .select(['code_hash', 'ends_at'])
    .where('user_id', '=', userId)
    .where('code_hash', 'in', hashesOf(typed))
    .execute()
  return rows.map(({ code_hash, ends_at }) => [code_hash, { kind: 'licence', endsAt: ends_at }])
}

function hashesOf(typed: readonly Typed[]): Uint8Array[] {
  return typed.map(({ hash }) => hash)
}
