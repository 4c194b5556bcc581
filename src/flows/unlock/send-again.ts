import { type Actor, actorName } from '../../accounts/actor.ts'
import { releasesOfDongle } from '../../licences/releases.ts'
import { record } from '../../store/audit.ts'
import type { House } from '../house.ts'
import { placeOf } from '../place.ts'
import { queueUnlock } from './queue-unlock.ts'

/** What wanting a release on a dongle again comes to. */
export type SentAgain = 'queued' | 'already-open' | 'not-found' | 'forbidden'

/** Queues a release for its dongle once more, because a person wants it: after a refusal that is not tried again by itself. */
export async function sendAgain(
  house: House,
  actor: Actor,
  { deviceId, releaseId }: { deviceId: string; releaseId: string },
): Promise<SentAgain> {
  const outcome = await house.ledger.transact('send-unlock-again', async (tx): Promise<SentAgain> => {
    const place = await placeOf(tx, actor, deviceId, 'unlock')
    if (typeof place === 'string') return place
    const release = (await releasesOfDongle(tx, place.serial)).find(({ id }) => id === releaseId)
    if (!release) return 'not-found'
    const { caratId, licenceNumber, type } = release
    const queued = await queueUnlock(house, tx, {
      caratId,
      licenceNumber,
      type,
      releaseId,
      at: house.world.clock.now(),
    })
    if (queued.kind !== 'queued') return queued.kind === 'no-dongle' ? 'not-found' : 'already-open'
    await record(tx, house.world, {
      actor: actorName(actor),
      act: 'queue-unlock',
      accountId: place.accountId,
      subject: `device:${deviceId}`,
      details: JSON.stringify({ commandId: queued.commandId }),
    })
    return 'queued'
  })
  if (outcome === 'queued') house.wake.emit(deviceId)
  return outcome
}
