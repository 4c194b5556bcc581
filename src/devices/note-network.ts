import type { Reads, Tx } from '../store/store.ts'
import type { DevicesTables } from './schema.ts'

/** The network that served a device at an instant, milliseconds since 1970. */
export type ServedBy = { deviceId: string; mcc: number; mnc: string | null; at: number }

/** While the network stays the same its instant is renewed so often: a report every few seconds shall not cost a commit each. */
export const RENEWED_MS = 3_600_000

/** Those of `seen` that tell something new: another network later on, or the same one an hour later. */
export async function newNetworks(reads: Reads<DevicesTables>, seen: readonly ServedBy[]): Promise<ServedBy[]> {
  if (seen.length === 0) return []
  const known = await reads
    .selectFrom('devices')
    .select(['id', 'mcc', 'mnc', 'network_at'])
    .where(
      'id',
      'in',
      seen.map(({ deviceId }) => deviceId),
    )
    .execute()
  return seen.filter(({ deviceId, mcc, mnc, at }) => {
    const row = known.find(({ id }) => id === deviceId)
    if (!row) return false
    if (row.network_at === null) return true
    return row.mcc === mcc && row.mnc === mnc ? at >= row.network_at + RENEWED_MS : at > row.network_at
  })
}

/** Notes the networks, each unless a later one is noted already: reports come in any order. */
export async function noteNetworks(tx: Tx<DevicesTables>, seen: readonly ServedBy[]): Promise<void> {
  for (const { deviceId, mcc, mnc, at } of seen) {
    await tx
      .updateTable('devices')
      .set({ mcc, mnc, network_at: at })
      .where('id', '=', deviceId)
      .where((eb) => eb.or([eb('network_at', 'is', null), eb('network_at', '<', at)]))
      .execute()
  }
}
