import type { Held } from '../../devices/dongle-record.ts'
import { type Release, releasesFor } from '../../licences/releases.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import { queueUnlock, type UnlockQueued } from './queue-unlock.ts'

/** The first two say that the same code would be refused again, and each wrong code counts towards the dongle's lock-out: a person has to look first. The last is a person's own wish. */
const NOT_AGAIN: readonly string[] = ['wrong-code', 'old-unlock-counter', 'cancelled']

/**
 * Queues what is released for a licence number and not held under it: the highest points, and E. A release whose last command came back as a wrong code, or was cancelled, waits for a
 * person. @param held as the dongle says; null: nothing is known
 */
export async function queueReleased(
  house: House,
  tx: LedgerTx,
  dongle: { deviceId: string; licenceNumber: string; held: Held | null },
): Promise<Extract<UnlockQueued, { kind: 'queued' }>[]> {
  const queued = []
  for (const release of missing(await releasesFor(tx, dongle.licenceNumber), dongle.held)) {
    if (NOT_AGAIN.includes((await lastReason(tx, dongle.deviceId, release.id)) ?? '')) continue
    const { caratId, licenceNumber, type, id } = release
    const made = await queueUnlock(house, tx, {
      caratId,
      licenceNumber,
      type,
      releaseId: id,
      at: house.world.clock.now(),
    })
    if (made.kind === 'queued') queued.push(made)
  }
  return queued
}

/** The release that gives most of each kind, where the dongle holds less. */
function missing(releases: readonly Release[], held: Held | null): Release[] {
  const e = held?.e ? undefined : releases.find(({ type }) => type.kind === 'e')
  const most = releases.findLast(({ type }) => type.kind === 'points' && type.points > (held?.points ?? 0))
  return [most, e].filter((release) => release !== undefined)
}

async function lastReason(tx: LedgerTx, deviceId: string, releaseId: string): Promise<string | null> {
  const last = await tx
    .selectFrom('commands')
    .select('reason')
    .where('device_id', '=', deviceId)
    .where('release_id', '=', releaseId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return last?.reason ?? null
}
