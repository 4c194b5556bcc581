import { type Actor, actorName } from '../../accounts/actor.ts'
import { can } from '../../accounts/can.ts'
import { standingOf } from '../../accounts/standing.ts'
import { holdingOf } from '../../devices/ownership.ts'
import { caratIdOf, makeRelease, type Release } from '../../licences/releases.ts'
import type { LicenceType } from '../../std/licence-type.ts'
import { record } from '../../store/audit.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import { masterOf } from '../unlock/master-of.ts'
import { queueUnlock } from '../unlock/queue-unlock.ts'

/** What was released, and the device to be woken after the commit, where the dongle is one of ours. */
export type Released = { release: Release; wake: string | null }

/**
 * Releases a type for a licence number: release, command for the dongle where it is one of our devices, and audit entry, in the transaction of what it is for. Null: it has
 * been released already.
 * @param made.actor as it stands in the audit
 * @param made.heldPoints what was judged to be released already, where something depends on it @throws RunAgain when that is not so any more
 */
export async function release(
  house: House,
  tx: LedgerTx,
  made: {
    licenceNumber: string
    type: LicenceType
    orderId: string | null
    actor: string
    accountId: string | null
    heldPoints?: number
  },
): Promise<Released | null> {
  const { licenceNumber, type, orderId, actor, accountId, heldPoints } = made
  const keyId = await masterOf(house, tx, caratIdOf(licenceNumber))
  const release = await makeRelease(tx, house.world, { licenceNumber, type, keyId, orderId, actor }, heldPoints)
  if (!release) return null
  const { id: releaseId, caratId, at } = release
  const queued = await queueUnlock(house, tx, { caratId, licenceNumber, type, releaseId, at })
  await record(tx, house.world, {
    actor,
    act: 'release-licence',
    accountId,
    subject: `release:${releaseId}`,
    details: JSON.stringify({ ...type, counter: release.counter, keyId, ...(orderId === null ? {} : { orderId }) }),
  })
  return { release, wake: queued.kind === 'queued' ? queued.deviceId : null }
}

export type ReleaseOutcome = { kind: 'released'; release: Release } | { kind: 'forbidden' | 'released-already' }

/** Releases a licence that was bought before there was this system, for the office. @param made.licenceNumber 16 hexadecimal capitals */
export async function releaseByOffice(
  house: House,
  actor: Actor,
  made: { licenceNumber: string; type: LicenceType },
): Promise<ReleaseOutcome> {
  const released = await house.ledger.transact('release-licence', async (tx) => {
    if (!can(await standingOf(tx, actor), 'release-licence', null)) return 'forbidden'
    const accountId = await holderOf(tx, made.licenceNumber)
    return release(house, tx, { ...made, orderId: null, actor: actorName(actor), accountId })
  })
  if (released === 'forbidden') return { kind: 'forbidden' }
  if (!released) return { kind: 'released-already' }
  if (released.wake !== null) house.wake.emit(released.wake)
  return { kind: 'released', release: released.release }
}

/** Whose the dongle is, so that its owner sees what the office released for it; null: none of ours has that number. */
async function holderOf(tx: LedgerTx, licenceNumber: string): Promise<string | null> {
  const dongles = tx.selectFrom('devices').select('id').where('kind', '=', 'dongle')
  const dongle = await dongles.where('serial', '=', caratIdOf(licenceNumber)).executeTakeFirst()
  return (dongle && (await holdingOf(tx, dongle.id)))?.accountId ?? null
}
