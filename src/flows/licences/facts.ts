import type { Facts } from '../../dialogue/judge.ts'
import { caratIdOf, dongleReleased, type Release, releasedBy, releasesFor } from '../../licences/releases.ts'
import type { LedgerReads } from '../tables.ts'

/** What is known of a licence number (16 hexadecimal capitals), and the releases from which its codes come. */
export type KnownNumber = Omit<Facts, 'registered'> & { releases: readonly Release[] }

/** Reads it; in a story, hand in the story's transaction. */
export async function knownNumber(reads: LedgerReads, licenceNumber: string): Promise<KnownNumber> {
  const releases = await releasesFor(reads, licenceNumber)
  const released = releasedBy(releases)
  // What the number itself has, its dongle has.
  const dongle =
    releases.length > 0 && released.e ? { any: true, e: true } : await dongleReleased(reads, caratIdOf(licenceNumber))
  return { dongle, released, releases }
}
