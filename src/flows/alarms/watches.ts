import type { Watch } from '../../alarms/evaluate.ts'
import { type ChosenSettings, settingsOf } from '../../alarms/settings.ts'
import { depthOf, type ZoneShape } from '../../alarms/zone.ts'
import type { LedgerReads } from '../tables.ts'

/** A device that somebody owns since `from`, with what it is watched for. */
export type WatchedDevice = Watch & { id: string; accountId: string; from: number }

/** Whether the owner of a device wants to be told of its SIM. */
export async function wantsOfSim(
  tx: LedgerReads,
  deviceId: string,
  rule: 'disagreement' | 'simSwapped',
): Promise<boolean> {
  return (await watchesOf(tx, [deviceId])).get(deviceId)?.settings[rule].on ?? false
}

/** By id: what each device is watched for by the choice of its present owner, a device's own over its account's. */
export async function watchesOf(tx: LedgerReads, ids: readonly string[]): Promise<Map<string, WatchedDevice>> {
  const owned = await tx
    .selectFrom('ownerships')
    .select(['device_id as id', 'account_id as accountId', 'from_at as from'])
    .where('device_id', 'in', ids)
    .where('until_at', 'is', null)
    .execute()
  const accounts = [...new Set(owned.map(({ accountId }) => accountId))]
  if (accounts.length === 0) return new Map()
  const chosen = await tx
    .selectFrom('alarm_settings')
    .select(['account_id', 'device_id', 'chosen'])
    .where('account_id', 'in', accounts)
    .where('device_id', 'in', ['', ...ids])
    .execute()
  const choices = new Map(chosen.map((row) => [`${row.account_id}:${row.device_id}`, row.chosen]))
  const choice = (key: string): ChosenSettings | null => JSON.parse(choices.get(key) ?? 'null') as ChosenSettings | null
  const zones = await tx
    .selectFrom('alarm_zones')
    .select(['id', 'account_id', 'device_id', 'shape', 'on_left', 'on_entered'])
    .where('account_id', 'in', accounts)
    .where('device_id', 'in', ids)
    .where('removed_at', 'is', null)
    .execute()
  return new Map(
    owned.map((device) => {
      const { id, accountId } = device
      const settings = settingsOf(choice(`${accountId}:`), choice(`${accountId}:${id}`))
      const own = zones.filter((zone) => zone.device_id === id && zone.account_id === accountId)
      const watched = own.map((zone) => ({
        id: zone.id,
        onLeft: zone.on_left === 1,
        onEntered: zone.on_entered === 1,
        depth: depthOf(JSON.parse(zone.shape) as ZoneShape),
      }))
      return [id, { ...device, settings, zones: watched }]
    }),
  )
}
