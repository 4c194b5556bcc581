import { enqueueUnlock } from '../../devices/commands.ts'
import type { LicenceType } from '../../licences/unlock-code.ts'
import { newId } from '../../std/ids.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import { tellUnlock } from './tell-unlock.ts'

/** An unlock to be sent to a dongle: what was released, and by which release. `at` in milliseconds since 1970. */
export type UnlockOrder = {
  /** 8 hexadecimal capitals. */
  caratId: string
  /** 16 hexadecimal capitals. */
  licenceNumber: string
  type: LicenceType
  releaseId: string
  at: number
}

/** `already-open`: a command for that release is on its way. `no-dongle`: the dongle is not one of our devices; the code can be fetched all the same. */
export type UnlockQueued =
  | { kind: 'queued'; deviceId: string; commandId: string }
  | { kind: 'already-open'; deviceId: string }
  | { kind: 'no-dongle' }

/**
 * Queues what was released for a dongle that is one of our devices, in the transaction that releases it; it is sent when the dongle is plugged in at a bridge. At most
 * one command for a release is open on a dongle. After the commit the caller wakes the delivery: `house.wake.emit(deviceId)`.
 */
export async function queueUnlock(house: House, tx: LedgerTx, order: UnlockOrder): Promise<UnlockQueued> {
  const { clock, random } = house.world
  const dongle = await tx
    .selectFrom('devices')
    .select('id')
    .where('serial', '=', order.caratId)
    .where('kind', '=', 'dongle')
    .executeTakeFirst()
  if (!dongle) return { kind: 'no-dongle' }
  const deviceId = dongle.id
  const commandId = newId(clock, random)
  const points = order.type.kind === 'points' ? order.type.points : null
  const { licenceNumber, releaseId, at } = order
  const intent = { type: 'unlock', licenceNumber, points, releaseId } as const
  if (!(await enqueueUnlock(tx, { id: commandId, deviceId, releaseId, intent, at })))
    return { kind: 'already-open', deviceId }
  await tellUnlock(house, tx, { deviceId, commandId, state: 'queued' })
  return { kind: 'queued', deviceId, commandId }
}
