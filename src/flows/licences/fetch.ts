import { type Actor, actorName } from '../../accounts/actor.ts'
import { can } from '../../accounts/can.ts'
import { standingOf } from '../../accounts/standing.ts'
import { judge, type Orderable } from '../../dialogue/judge.ts'
import { caratIdOf, coveringRelease, shownUnlockCode, unlockCodeUnder } from '../../licences/releases.ts'
import type { LicenceType } from '../../std/licence-type.ts'
import { record } from '../../store/audit.ts'
import type { House } from '../house.ts'
import { placeOf } from '../place.ts'
import type { LedgerTx } from '../tables.ts'
import { type KnownNumber, knownNumber } from './facts.ts'

/**
 * Gives the unlock code of what is released, as people see it, and notes in the audit that it was given. Fetching again gives the same.
 * @param fetched.actor as it stands in the audit
 * @throws Error when it is not released: whoever judged it saw otherwise in the same transaction
 */
export async function handOutCode(
  { world, keys }: House,
  tx: LedgerTx,
  known: KnownNumber,
  fetched: { type: LicenceType; actor: string; accountId: string | null },
): Promise<string> {
  const { type, actor, accountId } = fetched
  const covering = coveringRelease(known.releases, type)
  if (!covering) throw new Error('a code that is not released was not refused')
  const details = JSON.stringify(type)
  await record(tx, world, { actor, act: 'fetch-unlock-code', accountId, subject: `release:${covering.id}`, details })
  return shownUnlockCode(unlockCodeUnder(keys, covering, type))
}

/** What asking for a code comes to. `not-of-dongle`: the licence number is another dongle's than the one that was named. */
export type FetchOutcome =
  | { kind: 'fetched'; code: string }
  | { kind: 'not-found' | 'forbidden' | 'not-of-dongle' | Orderable }

/**
 * Fetches the unlock code of what is released, for a person who types it in; as often as wanted, the same each time, and each time is audited. With `deviceId` it is for whoever may unlock that dongle, and for its own
 * licence numbers alone. Without one it is for whoever may order: a code is of use on one dongle alone, so the licence number need not be the actor's.
 * @throws ProblemError `try-again-later`
 */
export async function fetchUnlockCode(
  house: House,
  actor: Actor,
  wanted: { licenceNumber: string; type: LicenceType; deviceId?: string },
): Promise<FetchOutcome> {
  const { licenceNumber, type, deviceId } = wanted
  return house.ledger.transact('fetch-unlock-code', async (tx): Promise<FetchOutcome> => {
    const place = deviceId === undefined ? await orderingPlace(tx, actor) : await placeOf(tx, actor, deviceId, 'unlock')
    if (typeof place === 'string') return { kind: place }
    // Releases are anybody's who types their number: only those of this very dongle are its owner's.
    if ('serial' in place && caratIdOf(licenceNumber) !== place.serial) return { kind: 'not-of-dongle' }
    const known = await knownNumber(tx, licenceNumber)
    const request = { command: 'fetch', type, number: licenceNumber } as const
    const judgement = judge({ kind: 'request', request }, { registered: true, ...known })
    if (judgement.kind === 'orderable') return { kind: judgement.refusal }
    const fetched = { type, actor: actorName(actor), accountId: place.accountId }
    return { kind: 'fetched', code: await handOutCode(house, tx, known, fetched) }
  })
}

/** The account in whose name the actor may order; null: in none's, as the office. */
async function orderingPlace(tx: LedgerTx, actor: Actor): Promise<{ accountId: string | null } | 'forbidden'> {
  const standing = await standingOf(tx, actor)
  const own = standing.memberships.find(({ accountId }) => can(standing, 'order-licence', accountId))
  if (own) return { accountId: own.accountId }
  return can(standing, 'order-licence', null) ? { accountId: null } : 'forbidden'
}
