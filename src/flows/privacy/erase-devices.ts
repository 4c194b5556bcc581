import type { House } from '../house.ts'
import { renewSecret } from '../owning/bridge-secret.ts'
import type { LedgerTx } from '../tables.ts'
import { countErased, SERIES } from './count-erased.ts'

const DEVICES_MAX = 20

/**
 * What devices measured while they were an account's, and what they are called: series by series out of the telemetry store, then the intervals themselves, which
 * are all that leads from a series to somebody. A device that is still the account's is nobody's afterwards, under its serial number, and can be registered again; a dongle's
 * bridge is let in no more.
 */
export async function eraseDevices(house: House, accountId: string, closingId: string): Promise<void> {
  const { ledger, telemetry, dismissed } = house
  for (;;) {
    const owned = await ledger.reads
      .selectFrom('ownerships')
      .select(['id', 'device_id', 'series_id', 'from_at', 'until_at'])
      .where('account_id', '=', accountId)
      .orderBy('id')
      .limit(DEVICES_MAX)
      .execute()
    if (owned.length === 0) return
    // First the far store: once the interval is gone nobody would know of the series any more.
    for (const { series_id } of owned) await telemetry.erase(series_id)
    const dongles = await ledger.transact('erase-devices', async (tx) => {
      const left: string[] = []
      for (const { id, device_id, from_at, until_at } of owned) {
        if (until_at === null) left.push(...(await leaveDevice(house, tx, device_id)))
        let events = tx
          .deleteFrom('device_events')
          .where('device_id', '=', device_id)
          .where('received_at', '>=', from_at)
        if (until_at !== null) events = events.where('received_at', '<', until_at)
        await events.execute()
        await tx.deleteFrom('ownerships').where('id', '=', id).execute()
      }
      await countErased(tx, closingId, SERIES, owned.length)
      await countErased(tx, closingId, 'ownerships', owned.length)
      return left
    })
    for (const caratId of dongles) dismissed?.emit(caratId)
  }
}

/** @returns its Carat-ID if it is a dongle: whoever is connected with its former secret is to be dismissed after the commit */
async function leaveDevice(house: House, tx: LedgerTx, deviceId: string): Promise<string[]> {
  const device = await tx
    .selectFrom('devices')
    .leftJoin('dongles', 'dongles.device_id', 'devices.id')
    .select(['devices.serial', 'dongles.device_id as dongle'])
    .where('devices.id', '=', deviceId)
    .executeTakeFirst()
  if (!device) return []
  const { serial } = device
  await tx.updateTable('devices').set({ name: serial }).where('id', '=', deviceId).execute()
  if (device.dongle === null) return []
  await renewSecret(house, tx, { deviceId, serial })
  return [serial]
}
