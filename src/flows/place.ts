import type { Actor } from '../accounts/actor.ts'
import { type Act, can } from '../accounts/can.ts'
import { standingOf } from '../accounts/standing.ts'
import { isSimKind, type SimKind } from '../sims/kinds.ts'
import { prepared } from '../store/prepared.ts'
import type { LedgerReads } from './tables.ts'

/** A device with its owner and its SIM, as a redeeming story needs it. */
export type DevicePlace = {
  deviceId: string
  serial: string
  online: boolean
  lastSeenAt: number | null
  accountId: string
  accountCountry: string
  /** What the device last told of the network that serves it (`sims/network-country.ts`). */
  network: { mcc: number | null; at: number | null }
  sim: {
    iccid: string
    kind: SimKind
    currency: string | null
    balanceMinor: number | null
    validUntil: number | null
    reportedBalanceMinor: number | null
    reportedUntil: number | null
  } | null
}

/** What an actor may not see does not exist for it. */
export type NoPlace = 'not-found' | 'forbidden'

const placeRow = prepared((tx: LedgerReads, { deviceId }: { deviceId: string }) =>
  tx
    .selectFrom('devices')
    .innerJoin('ownerships', 'ownerships.device_id', 'devices.id')
    .innerJoin('accounts', 'accounts.id', 'ownerships.account_id')
    .leftJoin('sims', 'sims.iccid', 'devices.iccid')
    .select([
      'devices.id',
      'devices.serial',
      'devices.online',
      'devices.last_seen_at',
      'devices.mcc',
      'devices.network_at',
      'accounts.id as account_id',
      'accounts.country',
    ])
    .select(['sims.iccid', 'sims.kind', 'sims.currency', 'sims.balance_minor', 'sims.valid_until'])
    .select(['sims.reported_balance_minor', 'sims.reported_until'])
    .where('devices.id', '=', deviceId)
    .where('ownerships.until_at', 'is', null),
)

/** Reads a device and asks whether the actor may do `act` on it, in one transaction with what follows. */
export async function placeOf(
  tx: LedgerReads,
  actor: Actor,
  deviceId: string,
  act: Act,
): Promise<DevicePlace | NoPlace> {
  const [row] = (await placeRow(tx, { deviceId })).rows
  if (!row) return 'not-found'
  const standing = await standingOf(tx, actor)
  if (!can(standing, act, row.account_id))
    return can(standing, 'see-device', row.account_id) ? 'forbidden' : 'not-found'
  const sim =
    row.iccid !== null && row.kind !== null && isSimKind(row.kind)
      ? {
          iccid: row.iccid,
          kind: row.kind,
          currency: row.currency,
          balanceMinor: row.balance_minor,
          validUntil: row.valid_until,
          reportedBalanceMinor: row.reported_balance_minor,
          reportedUntil: row.reported_until,
        }
      : null
  return {
    deviceId: row.id,
    serial: row.serial,
    online: row.online === 1,
    lastSeenAt: row.last_seen_at,
    accountId: row.account_id,
    accountCountry: row.country,
    network: { mcc: row.mcc, at: row.network_at },
    sim,
  }
}
