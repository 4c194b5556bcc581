import { type Actor, actorName } from '../../accounts/actor.ts'
import { caratIdOf, covers } from '../../licences/releases.ts'
import type { LicenceType } from '../../std/licence-type.ts'
import type { House } from '../house.ts'
import { knownNumber } from '../licences/facts.ts'
import { handOutCode } from '../licences/fetch.ts'
import { placeOf } from '../place.ts'

/** What asking for a code comes to. `code`: as people type it, `3546-7F7E-DB74-3B66`. */
export type FetchedCode = { kind: 'code'; code: string } | { kind: 'not-found' | 'forbidden' | 'not-released' }

/**
 * The unlock code of what is released for one of a dongle's licence numbers, for a person who types it in. As often as wanted, and the same each time; each time is audited.
 * @throws ProblemError `try-again-later`
 */
export async function fetchCode(
  house: House,
  actor: Actor,
  wanted: { deviceId: string; licenceNumber: string; type: LicenceType },
): Promise<FetchedCode> {
  return house.ledger.transact('fetch-unlock-code', async (tx): Promise<FetchedCode> => {
    const { deviceId, licenceNumber, type } = wanted
    const place = await placeOf(tx, actor, deviceId, 'unlock')
    if (typeof place === 'string') return { kind: place }
    // Releases are anybody's who types their number: only those of this very dongle are the asker's.
    if (caratIdOf(licenceNumber) !== place.serial) return { kind: 'not-released' }
    const known = await knownNumber(tx, licenceNumber)
    if (!covers(known.released, type)) return { kind: 'not-released' }
    const fetched = { type, actor: actorName(actor), accountId: place.accountId }
    return { kind: 'code', code: await handOutCode(house, tx, known, fetched) }
  })
}
