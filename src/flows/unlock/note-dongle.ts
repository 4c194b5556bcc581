import { heard, noteSaid, type SaidOfItself } from '../../devices/dongle-holdings.ts'
import { record } from '../../store/audit.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import { queueReleased } from './queue-released.ts'
import { ownerOf } from './tell-unlock.ts'

/**
 * Takes what a dongle says of itself: what it holds is written down, and what is released for the licence number that it shows, and not held, is queued for it. That
 * grants nothing: a release is needed. What was said before something that is known already is left alone. True: something was queued.
 */
export async function noteDongle(
  house: House,
  tx: LedgerTx,
  deviceId: string,
  { boot, seq, said }: { boot: number; seq: number; said: SaidOfItself },
): Promise<boolean> {
  const { world } = house
  const at = world.clock.now()
  if (!(await heard(tx, deviceId, { boot, seq, at }))) return false
  await noteSaid(tx, deviceId, said, at)
  const { licenceNumber, held } = said
  const queued = await queueReleased(house, tx, { deviceId, licenceNumber, held })
  for (const { commandId } of queued) {
    await record(tx, world, {
      actor: `device:${deviceId}`,
      act: 'queue-unlock',
      accountId: await ownerOf(tx, deviceId),
      subject: `device:${deviceId}`,
      details: JSON.stringify({ commandId }),
    })
  }
  return queued.length > 0
}
