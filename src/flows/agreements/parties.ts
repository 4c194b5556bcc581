import type { Actor } from '../../accounts/actor.ts'
import { type Act, can, rightOf, type Standing } from '../../accounts/can.ts'
import { standingOf } from '../../accounts/standing.ts'
import { hmacSha256 } from '../../std/hmac.ts'
import type { Keyring } from '../../store/keyring.ts'
import type { LedgerReads, Tables } from '../tables.ts'

export type Side = 'giver' | 'taker'
export type Agreement = Tables['agreements']

/** A side that an actor may speak for. `accountId` null: the account is still to be named. */
export type Voice = { side: Side; accountId: string | null; staff: boolean }

/** Who has to agree too. */
export const otherSide = (side: Side): Side => (side === 'giver' ? 'taker' : 'giver')
/** The account of a side, where it is known. */
export const accountOfSide = (row: Agreement, side: Side): string | null =>
  side === 'giver' ? row.giver_account_id : row.taker_account_id

/** The right that an agreement of a kind asks for. */
export const actOf = (kind: string): Act => (kind === 'merge' ? 'merge-accounts' : 'hand-over-device')

/** True where the right is the account's own, and not one that staff have everywhere. */
export function isOwn({ memberships }: Standing, act: Act, accountId: string): boolean {
  return memberships.some((one) => one.accountId === accountId && rightOf(one.level, act) === 'own')
}

/** An address as an agreement knows it: only as a keyed hash, under each key that there is. */
export function addressHashes(keys: Keyring, email: string): { id: string; hash: Uint8Array }[] {
  const address = JSON.stringify(['agreement', email.trim().toLowerCase()])
  return keys.all('subject-hash').map(({ id, bytes }) => ({ id, hash: hmacSha256(bytes).update(address).digest() }))
}

/** The address that an actor signs in with; null for the operator. */
export async function addressOfActor(reads: LedgerReads, actor: Actor): Promise<string | null> {
  if (actor.kind !== 'user') return null
  const user = await reads.selectFrom('users').select('email').where('id', '=', actor.userId).executeTakeFirst()
  return user?.email ?? null
}

/** The sides that an actor may speak for; none: the agreement does not exist for it. Its own come first. */
export async function voicesOf(reads: LedgerReads, keys: Keyring, actor: Actor, row: Agreement): Promise<Voice[]> {
  const standing = await standingOf(reads, actor)
  const act = actOf(row.kind)
  const email = await addressOfActor(reads, actor)
  const invited =
    email !== null &&
    row.other_hash !== null &&
    addressHashes(keys, email).some(({ hash }) => Buffer.compare(hash, row.other_hash ?? Buffer.alloc(0)) === 0)
  const voices: Voice[] = []
  for (const side of ['giver', 'taker'] as const) {
    const accountId = accountOfSide(row, side)
    const missing = row.kind === 'hand-over' && side === 'giver' && row.device_id === null
    if (accountId !== null && isOwn(standing, act, accountId)) voices.push({ side, accountId, staff: false })
    else if (accountId === null && side !== row.asked_by && invited) voices.push({ side, accountId, staff: false })
    else if (!missing && can(standing, act, null)) voices.push({ side, accountId, staff: true })
  }
  return voices.toSorted((a, b) => Number(a.staff) - Number(b.staff))
}
