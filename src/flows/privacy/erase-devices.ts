import type { House } from '../house.ts'
import { countErased, SERIES } from './count-erased.ts'

const DEVICES_MAX = 20

/**
 * What devices measured while they were an account's, and what they are called: series by series out of the telemetry store, then the intervals themselves, which
 * are all that leads from a series to somebody. A device that is still the account's is nobody's afterwards, under its serial number, and can be registered again.
 */
export async function eraseDevices(house: House, accountId: string, closingId: string): Promise<void> {
  const { ledger, telemetry } = house
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
    await ledger.transact('erase-devices', async (tx) => {
      for (const { id, device_id, from_at, until_at } of owned) {
        if (until_at === null) {
          const device = await tx.selectFrom('devices').select('serial').where('id', '=', device_id).executeTakeFirst()
          if (device) await tx.updateTable('devices').set({ name: device.serial }).where('id', '=', device_id).execute()
        }
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
    })
  }
}
