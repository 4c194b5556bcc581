import { dongleMasterId, releasesOfDongle } from '../../licences/releases.ts'
import type { House } from '../house.ts'
import type { LedgerReads } from '../tables.ts'

/**
 * The master under which codes for a dongle are made: the one that it was registered with, or that of the releases which there are for it. For a dongle of which nothing is
 * known the oldest, since newer keys are only given to dongles that are registered.
 */
export async function masterOf({ keys }: House, tx: LedgerReads, caratId: string): Promise<string> {
  const registered = await tx
    .selectFrom('devices')
    .innerJoin('dongles', 'dongles.device_id', 'devices.id')
    .select('dongles.key_id')
    .where('devices.serial', '=', caratId)
    .executeTakeFirst()
  if (registered) return registered.key_id
  const [released] = await releasesOfDongle(tx, caratId)
  return released?.keyId ?? dongleMasterId(keys, null)
}
