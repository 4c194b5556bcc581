import { moveDeviceSubscription, startDeviceSubscription } from '../../billing/device-subscriptions.ts'
import { redemptionRow } from '../../codes/redemptions.ts'
import { changeHands, holdingOf } from '../../devices/ownership.ts'
import { record } from '../../store/audit.ts'
import { tell } from '../../store/events.ts'
import { giveBack } from '../give-back.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import { renewSecret } from './bridge-secret.ts'

type HandOver = { agreementId: string; deviceId: string; from: string; to: string; actor: string; at: number }

/**
 * Gives a device to another account. Its SIM goes with it, with what is on it and what is on its way there; its subscription too (a dongle has none), and the years that
 * have begun stay the former owner's to pay. What stays is the history until now, and whom the former owner has told of its alarms. A code that waits in the queue has had no effect:
 * it goes back to whoever paid for it. One that was sent may have had: it is settled by the device's answer. A dongle's bridge stays with the former owner, and its secret is over:
 * whoever is connected with it is to be dismissed after the commit.
 * @returns null: the device is no longer the giver's; `dongle`: the Carat-ID of a dongle
 */
export async function handOver(house: House, tx: LedgerTx, made: HandOver): Promise<{ dongle: string | null } | null> {
  const { world } = house
  const { deviceId, from, to, actor, at } = made
  const holding = await holdingOf(tx, deviceId)
  if (holding?.accountId !== from) return null
  const device = tx.selectFrom('devices').select(['kind', 'serial']).where('id', '=', deviceId)
  const { kind, serial } = await device.executeTakeFirstOrThrow()
  await emptyQueue(house, tx, made)
  await changeHands(tx, world, { holding, to, at })
  const moved = await moveDeviceSubscription(tx, world, { deviceId, from, to, at })
  if (moved === null && kind === 'collar') await startDeviceSubscription(tx, world, { deviceId, accountId: to, at })
  if (kind === 'dongle') await renewSecret(house, tx, { deviceId, serial })
  await forgetChoices(tx, deviceId, from)
  for (const accountId of [from, to]) {
    const body = JSON.stringify({ handedOver: accountId === from ? 'away' : 'here' })
    await tell(tx, world, { accountId, topic: `device:${deviceId}`, body })
    const details = JSON.stringify({ agreementId: made.agreementId, from, to })
    await record(tx, world, { actor, act: 'hand-over-device', accountId, subject: `device:${deviceId}`, details })
  }
  await cancelOthers(tx, made)
  return { dongle: kind === 'dongle' ? serial : null }
}

/** Takes back what was not sent yet, but for unlocks, which belong to the dongle itself. */
async function emptyQueue(house: House, tx: LedgerTx, { deviceId, actor, at }: HandOver): Promise<void> {
  const queued = await tx
    .updateTable('commands')
    .set({ state: 'cancelled', settled_at: at })
    .where('device_id', '=', deviceId)
    .where('state', '=', 'queued')
    .where('release_id', 'is', null)
    .returning('redemption_id')
    .execute()
  for (const { redemption_id: redemptionId } of queued) {
    const row = redemptionId === null ? undefined : await redemptionRow(tx, redemptionId)
    if (row) await giveBack(house, tx, row, { state: 'cancelled', reason: 'handed-over', actor, at })
  }
}

/** The former owner's recipients chose it; the new owner chooses anew. */
async function forgetChoices(tx: LedgerTx, deviceId: string, from: string): Promise<void> {
  const recipients = tx.selectFrom('recipients').select('id').where('account_id', '=', from)
  await tx
    .deleteFrom('recipient_devices')
    .where('device_id', '=', deviceId)
    .where('recipient_id', 'in', recipients)
    .execute()
}

/** What else was asked for this device is in vain now. */
async function cancelOthers(tx: LedgerTx, { agreementId, deviceId, at }: HandOver): Promise<void> {
  await tx
    .updateTable('agreements')
    .set({ state: 'cancelled', settled_at: at })
    .where('device_id', '=', deviceId)
    .where('state', '=', 'open')
    .where('id', '!=', agreementId)
    .execute()
}
