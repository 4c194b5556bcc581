import { unlock } from '../codes/families/unlock.ts'
import { newId } from '../std/ids.ts'
import type { World } from '../std/world.ts'
import { RunAgain } from '../store/errors.ts'
import type { Keyring } from '../store/keyring.ts'
import type { Reads, Tx } from '../store/store.ts'
import type { ReleaseTables } from './release-schema.ts'
import { dongleKey, type LicenceType, unlockCode } from './unlock-code.ts'

/** One act that released more than before. `licenceNumber`: 16 hexadecimal capitals; `at` in milliseconds since 1970. */
export type Release = {
  id: string
  caratId: string
  licenceNumber: string
  type: LicenceType
  counter: number
  keyId: string
  orderId: string | null
  actor: string
  at: number
}

/** What may be fetched for one licence number: the highest points released (0: none), and E. */
export type Released = { points: number; e: boolean }

/** What one licence number can have: 254 steps of points, and E. */
const ROWS_MAX = 255
/** Both are a handful for any dongle that people use; the office looks for one number where they are more. */
const LISTED_MAX = 500

/** The dongle of a licence number: its first half. */
export function caratIdOf(licenceNumber: string): string {
  return licenceNumber.slice(0, 8)
}

/** Everything released for a licence number (16 hexadecimal capitals), in the order in which it was. */
export async function releasesFor(reads: Reads<ReleaseTables>, licenceNumber: string): Promise<Release[]> {
  const rows = await reads
    .selectFrom('releases')
    .selectAll()
    .where('carat_id', '=', caratIdOf(licenceNumber))
    .where('licence_number', '=', licenceNumber)
    .orderBy('counter')
    .limit(ROWS_MAX)
    .execute()
  return rows.map(seen)
}

/** Up to 500 releases of a dongle under all its licence numbers, in the order in which they were made. */
export async function releasesOfDongle(reads: Reads<ReleaseTables>, caratId: string): Promise<Release[]> {
  const rows = await reads
    .selectFrom('releases')
    .selectAll()
    .where('carat_id', '=', caratId)
    .orderBy('id')
    .limit(LISTED_MAX)
    .execute()
  return rows.map(seen)
}

/** Whether anything, and whether E, has been released for a dongle under any user information. */
export async function dongleReleased(
  reads: Reads<ReleaseTables>,
  caratId: string,
): Promise<{ any: boolean; e: boolean }> {
  const kinds = await reads
    .selectFrom('releases')
    .select('kind')
    .distinct()
    .where('carat_id', '=', caratId)
    .limit(2)
    .execute()
  return { any: kinds.length > 0, e: kinds.some(({ kind }) => kind === 'e') }
}

/** What `releasesFor` comes to. */
export function releasedBy(releases: readonly Release[]): Released {
  const points = releases.map(({ type }) => (type.kind === 'points' ? type.points : 0))
  return { points: Math.max(0, ...points), e: releases.some(({ type }) => type.kind === 'e') }
}

/** Whether a licence of `type` may be fetched where `released` is. */
export function covers(released: Released, type: LicenceType): boolean {
  return type.kind === 'e' ? released.e : type.points <= released.points
}

/**
 * The release from which the unlock code of a type comes: the first, by counter, that covers it (docs/protocol/dongle.md §1). Later releases do not change it, so the
 * code stays the same for ever. Null: not released.
 * @param releases of one licence number, as `releasesFor` gives them
 */
export function coveringRelease(releases: readonly Release[], type: LicenceType): Release | null {
  const covering = releases.filter(({ type: released }) =>
    type.kind === 'e' ? released.kind === 'e' : released.kind === 'points' && released.points >= type.points,
  )
  return covering.reduce<Release | null>((first, one) => (first && first.counter < one.counter ? first : one), null)
}

/** The unlock code (16 hexadecimal capitals) of a type under the release that covers it. @throws StoreError `unknown-key` */
export function unlockCodeUnder(keys: Keyring, release: Release, type: LicenceType): string {
  const key = dongleKey(keys.byId(release.keyId).bytes, release.caratId)
  return unlockCode(key, release.licenceNumber, type, release.counter)
}

/** As people see it: `3546-7F7E-DB74-3B66`. */
export function shownUnlockCode(canonical: string): string {
  return unlock.show(canonical)
}

/**
 * The master for a dongle's new releases: the one of its key version (1 to 255), or, for a dongle of which nothing is known, the oldest, since dongles get their keys at
 * production and keep them.
 * @throws StoreError `unknown-key`
 */
export function dongleMasterId(keys: Keyring, keyVersion: number | null): string {
  if (keyVersion !== null) return keys.byId(`dongle-master-${keyVersion}`).id
  const oldest = keys.all('dongle-master').at(-1)
  if (!oldest) throw new Error('the key ring has a key of each purpose')
  return oldest.id
}

/**
 * Releases a type for a licence number, with the next counter of its kind. Null: it has been released already, and nothing is written.
 * @param made.licenceNumber 16 hexadecimal capitals
 * @param made.keyId from `dongleMasterId`
 * @throws RunAgain when another release was made meanwhile: the key over number, kind and counter is the lock
 */
export async function makeRelease(
  tx: Tx<ReleaseTables>,
  { clock, random }: World,
  made: Pick<Release, 'licenceNumber' | 'type' | 'keyId' | 'orderId' | 'actor'>,
  heldPoints?: number,
): Promise<Release | null> {
  const before = await releasesFor(tx, made.licenceNumber)
  // Another statement of the same story may have read less: what comes of that, a price, would be of a state that is over.
  if (heldPoints !== undefined && releasedBy(before).points !== heldPoints)
    throw new RunAgain('more was released for the number meanwhile')
  if (covers(releasedBy(before), made.type)) return null
  const last = before.findLast(({ type }) => type.kind === made.type.kind)
  const release: Release = {
    ...made,
    id: newId(clock, random),
    caratId: caratIdOf(made.licenceNumber),
    counter: (last?.counter ?? 0) + 1,
    at: clock.now(),
  }
  const written = await tx
    .insertInto('releases')
    .values(rowOf(release))
    .onConflict((conflict) => conflict.columns(['licence_number', 'kind', 'counter']).doNothing())
    .returning('id')
    .execute()
  if (written.length === 0) throw new RunAgain('something was released for the number meanwhile')
  return release
}

function rowOf(release: Release): ReleaseTables['releases'] {
  return {
    id: release.id,
    carat_id: release.caratId,
    licence_number: release.licenceNumber,
    kind: release.type.kind,
    points: release.type.kind === 'points' ? release.type.points : null,
    counter: release.counter,
    key_id: release.keyId,
    order_id: release.orderId,
    actor: release.actor,
    at: release.at,
  }
}

function seen(row: ReleaseTables['releases']): Release {
  return {
    id: row.id,
    caratId: row.carat_id,
    licenceNumber: row.licence_number,
    type: row.kind === 'e' ? { kind: 'e' } : { kind: 'points', points: row.points ?? 0 },
    counter: row.counter,
    keyId: row.key_id,
    orderId: row.order_id,
    actor: row.actor,
    at: row.at,
  }
}
