import { type Actor, actorName } from '../../accounts/actor.ts'
import { can, reach } from '../../accounts/can.ts'
import { standingOf } from '../../accounts/standing.ts'
import { record } from '../../store/audit.ts'
import type { House } from '../house.ts'
import type { LedgerReads, LedgerTx } from '../tables.ts'
import { announce, closeAlarm, enterStep } from './steps.ts'

/** An alarm as its account sees it. Instants in milliseconds since 1970. */
export type SeenAlarm = {
  id: string
  accountId: string
  /** Null: of the whole house. */
  device: { id: string; name: string; serial: string } | null
  rule: string
  class: string
  /** The name of the zone that it is about. */
  zone: string | null
  /** Of the SIM that is in the device now: amounts in `details` are its minor units. */
  currency: string | null
  openedAt: number
  late: boolean
  acknowledgedAt: number | null
  closedAt: number | null
  details: Record<string, string | number | null>
}

/** @property before the id behind which to go on @property open true: those alone that are not closed */
export type AlarmPage = { limit: number; before?: string; deviceId?: string; open?: boolean }

/** The alarms that an actor may see, newest first. */
export async function seeAlarms(house: House, actor: Actor, page: AlarmPage): Promise<SeenAlarm[]> {
  const { reads } = house.ledger
  const accounts = reach(await standingOf(reads, actor), 'see-alarms')
  if (accounts !== 'all' && accounts.length === 0) return []
  return alarmsOf(reads, { ...page, accounts })
}

/** Alarms of some devices, for whoever may see them. */
export async function alarmsOf(
  reads: LedgerReads,
  {
    limit,
    before,
    deviceId,
    open,
    accounts,
    devices,
  }: AlarmPage & { accounts: 'all' | readonly string[]; devices?: readonly string[] },
): Promise<SeenAlarm[]> {
  if (devices?.length === 0) return []
  let query = reads
    .selectFrom('alarms')
    .leftJoin('devices', 'devices.id', 'alarms.device_id')
    .leftJoin('alarm_zones', 'alarm_zones.id', 'alarms.subject')
    .leftJoin('sims', 'sims.iccid', 'devices.iccid')
    .selectAll('alarms')
    .select(['devices.name', 'devices.serial', 'alarm_zones.name as zone', 'sims.currency'])
    .orderBy('alarms.id', 'desc')
    .limit(limit)
  if (accounts !== 'all') query = query.where('alarms.account_id', 'in', accounts)
  if (before !== undefined) query = query.where('alarms.id', '<', before)
  if (deviceId !== undefined) query = query.where('alarms.device_id', '=', deviceId)
  if (devices !== undefined) query = query.where('alarms.device_id', 'in', devices)
  if (open) query = query.where('alarms.open_key', 'is not', null)
  return (await query.execute()).map((row) => ({
    id: row.id,
    accountId: row.account_id,
    device: row.serial === null ? null : { id: row.device_id, name: row.name ?? '', serial: row.serial },
    rule: row.rule,
    class: row.class,
    zone: row.zone,
    currency: row.currency,
    openedAt: row.opened_at,
    late: row.late === 1,
    acknowledgedAt: row.acknowledged_at,
    closedAt: row.closed_at,
    details: JSON.parse(row.details) as SeenAlarm['details'],
  }))
}

/** Somebody has seen an alarm and takes it on. That a SIM was swapped is over by that: nothing else ends it. Once: a second one changes nothing. */
export async function acknowledgeAlarm(
  house: House,
  { actor, id }: { actor: Actor; id: string },
): Promise<'acknowledged' | 'not-found' | 'forbidden'> {
  return house.ledger.transact('acknowledge-alarm', (tx) => acknowledge(house, tx, actor, id))
}

async function acknowledge(house: House, tx: LedgerTx, actor: Actor, id: string) {
  const { world } = house
  const row = await tx.selectFrom('alarms').selectAll().where('id', '=', id).executeTakeFirst()
  const standing = await standingOf(tx, actor)
  if (!row || !can(standing, 'see-alarms', row.account_id)) return 'not-found'
  if (!can(standing, 'manage-alarms', row.account_id)) return 'forbidden'
  const now = world.clock.now()
  const first = await tx
    .updateTable('alarms')
    .set({ acknowledged_at: now })
    .where('id', '=', id)
    .where('acknowledged_at', 'is', null)
    .returning('id')
    .execute()
  if (first.length === 0) return 'acknowledged'
  const who = actorName(actor)
  await enterStep(world, tx, { alarmId: id, step: 'acknowledged', at: now, actor: who })
  const of = { accountId: row.account_id, deviceId: row.device_id, rule: row.rule }
  await announce(world, tx, of, { alarmId: id, step: 'acknowledged' })
  const deed = { act: 'acknowledge-alarm', accountId: row.account_id, subject: `alarm:${id}`, details: '{}' }
  await record(tx, world, { actor: who, ...deed })
  if (row.rule === 'sim-swapped' && row.open_key !== null) {
    const swapped = { deviceId: row.device_id, rule: 'sim-swapped', subject: row.subject } as const
    await closeAlarm(house, tx, swapped, { at: now, knownAt: now }, who)
  }
  return 'acknowledged'
}
