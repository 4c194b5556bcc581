import type { Actor } from '../accounts/actor.ts'
import { reach } from '../accounts/can.ts'
import { standingOf } from '../accounts/standing.ts'
import { countriesOf } from '../sims/network-country.ts'
import { TelemetryAway } from '../telemetry/away.ts'
import type { Sample } from '../telemetry/telemetry.ts'
import type { House } from './house.ts'

/** A device as its owner or staff sees it. Instants in milliseconds since 1970; `last` is the newest value of each measured field. */
export type SeenDevice = {
  id: string
  kind: string
  serial: string
  name: string
  online: boolean
  lastSeenAt: number | null
  accountId: string
  accountName: string
  sim: {
    kind: string
    iccid: string
    currency: string | null
    balanceMinor: number | null
    validUntil: number | null
    reportedAt: number | null
  } | null
  /** The network that it last told of. */
  network: { mcc: number; mnc: string | null; countries: readonly string[] | null; at: number } | null
  seriesId: string
  /** Null too while telemetry's server is away: a device and its codes are there all the same. */
  last: Sample | null
}

const PAGE_MAX = 200

/** The devices that an actor may see, by id; `after` is the id behind which to go on. At most 200 at once. */
export async function seeDevices(
  house: House,
  actor: Actor,
  page: { after?: string; limit?: number; id?: string; accountId?: string } = {},
): Promise<{ items: SeenDevice[]; next: string | null }> {
  const limit = Math.min(page.limit ?? PAGE_MAX, PAGE_MAX)
  const accounts = reach(await standingOf(house.ledger.reads, actor), 'see-device')
  if (accounts !== 'all' && accounts.length === 0) return { items: [], next: null }
  let query = house.ledger.reads
    .selectFrom('devices')
    .innerJoin('ownerships', 'ownerships.device_id', 'devices.id')
    .innerJoin('accounts', 'accounts.id', 'ownerships.account_id')
    .leftJoin('sims', 'sims.iccid', 'devices.iccid')
    .select(['devices.id', 'devices.kind', 'devices.serial', 'devices.name', 'devices.online', 'devices.last_seen_at'])
    .select(['devices.mcc', 'devices.mnc', 'devices.network_at'])
    .select(['ownerships.account_id', 'ownerships.series_id', 'accounts.name as account_name'])
    .select([
      'sims.kind as sim_kind',
      'sims.iccid',
      'sims.currency',
      'sims.reported_balance_minor',
      'sims.reported_until',
      'sims.reported_at',
    ])
    .where('ownerships.until_at', 'is', null)
    .orderBy('devices.id')
    .limit(limit + 1)
  if (accounts !== 'all') query = query.where('ownerships.account_id', 'in', accounts)
  if (page.accountId !== undefined) query = query.where('ownerships.account_id', '=', page.accountId)
  if (page.after !== undefined) query = query.where('devices.id', '>', page.after)
  if (page.id !== undefined) query = query.where('devices.id', '=', page.id)
  const rows = await query.execute()
  const items = await Promise.all(
    rows.slice(0, limit).map(async (row): Promise<SeenDevice> => {
      const last = await house.telemetry.last(row.series_id).catch(nothingKnown)
      const seen = [row.last_seen_at, last?.at].filter((at) => typeof at === 'number')
      return {
        id: row.id,
        kind: row.kind,
        serial: row.serial,
        name: row.name,
        online: row.online === 1,
        lastSeenAt: seen.length > 0 ? Math.max(...seen) : null,
        accountId: row.account_id,
        accountName: row.account_name,
        sim:
          row.iccid === null || row.sim_kind === null
            ? null
            : {
                kind: row.sim_kind,
                iccid: row.iccid,
                currency: row.currency,
                balanceMinor: row.reported_balance_minor,
                validUntil: row.reported_until,
                reportedAt: row.reported_at,
              },
        network:
          row.mcc === null || row.network_at === null
            ? null
            : { mcc: row.mcc, mnc: row.mnc, countries: countriesOf(row.mcc), at: row.network_at },
        seriesId: row.series_id,
        last,
      }
    }),
  )
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
}

/** One device, or null when there is none that the actor may see. */
export async function seeDevice(house: House, actor: Actor, id: string): Promise<SeenDevice | null> {
  return (await seeDevices(house, actor, { id, limit: 1 })).items[0] ?? null
}

/**
 * A device as a former owner may look back on it: what it measured while it was theirs, under the name of its serial. Whatever it is now is somebody else's. Null
 * when the actor never had it.
 */
export async function lookBack(house: House, actor: Actor, id: string): Promise<SeenDevice | null> {
  const { reads } = house.ledger
  const accounts = reach(await standingOf(reads, actor), 'see-device')
  if (accounts === 'all' || accounts.length === 0) return null
  const row = await reads
    .selectFrom('devices')
    .innerJoin('ownerships', 'ownerships.device_id', 'devices.id')
    .innerJoin('accounts', 'accounts.id', 'ownerships.account_id')
    .select(['devices.id', 'devices.kind', 'devices.serial', 'accounts.name as account_name'])
    .select(['ownerships.account_id', 'ownerships.series_id'])
    .where('devices.id', '=', id)
    .where('ownerships.until_at', 'is not', null)
    .where('ownerships.account_id', 'in', accounts)
    .orderBy('ownerships.from_at', 'desc')
    .executeTakeFirst()
  if (!row) return null
  const last = await house.telemetry.last(row.series_id).catch(nothingKnown)
  return {
    ...{ id: row.id, kind: row.kind, serial: row.serial, name: row.serial, online: false },
    ...{ lastSeenAt: last?.at ?? null, accountId: row.account_id, accountName: row.account_name },
    ...{ sim: null, network: null, seriesId: row.series_id, last },
  }
}

function nothingKnown(error: unknown): null {
  if (error instanceof TelemetryAway) return null
  throw error
}
