import { type Actor, actorName } from '../../accounts/actor.ts'
import { caratIdOf, coveringRelease, releasesFor, shownUnlockCode, unlockCodeUnder } from '../../licences/releases.ts'
import type { LicenceType } from '../../std/licence-type.ts'
import { record } from '../../store/audit.ts'
import type { House } from '../house.ts'
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
    const release = coveringRelease(await releasesFor(tx, licenceNumber), type)
    if (!release) return { kind: 'not-released' }
    await record(tx, house.world, {
      actor: actorName(actor),
      act: 'fetch-unlock-code',
      accountId: place.accountId,
      subject: `release:${release.id}`,
      details: JSON.stringify({ deviceId }),
    })
    return { kind: 'code', code: shownUnlockCode(unlockCodeUnder(house.keys, release, type)) }
  })
}
