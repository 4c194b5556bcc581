import { type Actor, actorName } from '../../accounts/actor.ts'
import { can } from '../../accounts/can.ts'
import { standingOf } from '../../accounts/standing.ts'
import { shapeFault, type ZoneShape } from '../../alarms/zone.ts'
import { newId } from '../../std/ids.ts'
import { record } from '../../store/audit.ts'
import type { House } from '../house.ts'
import type { LedgerReads, LedgerTx } from '../tables.ts'
import { settingsPlace } from './change-settings.ts'

/** A safety zone of a collar. @property onLeft @property onEntered when there is an alarm */
export type Zone = { id: string; name: string; shape: ZoneShape; onLeft: boolean; onEntered: boolean }
export type NewZone = Omit<Zone, 'id'>

/** Each fix is held against all of them. */
export const ZONES_MAX = 20

type No = 'not-found' | 'forbidden' | 'which-account'

/** The zones of a collar, oldest first. */
export async function seeZones(house: House, actor: Actor, deviceId: string): Promise<Zone[] | No> {
  const { reads } = house.ledger
  const place = await settingsPlace(reads, actor, { deviceId }, 'see-alarms')
  return typeof place === 'string' ? place : zonesAt(reads, place)
}

/** Draws a zone. Where the collar is by its next fix is where it is: that is no alarm. */
export async function addZone(
  house: House,
  asked: { actor: Actor; deviceId: string; zone: NewZone },
): Promise<Zone | No | { fault: string }> {
  const { actor, deviceId, zone } = asked
  const fault = shapeFault(zone.shape)
  if (fault) return { fault }
  const { world } = house
  return house.ledger.transact('add-zone', async (tx) => {
    const place = await settingsPlace(tx, actor, { deviceId }, 'manage-alarms')
    if (typeof place === 'string') return place
    if ((await zonesAt(tx, place)).length >= ZONES_MAX) return { fault: 'zones' }
    const id = await draw(house, tx, place, zone)
    const deed = { act: 'add-zone', accountId: place.accountId, subject: `device:${deviceId}` }
    await record(tx, world, { actor: actorName(actor), ...deed, details: JSON.stringify({ zone: id }) })
    return { id, ...zone }
  })
}

/**
 * Draws a zone anew. With another edge it is another zone, with another id: an alarm of the one before is over with the collar's next report, and where the collar is by
 * then is where it is.
 */
export async function changeZone(
  house: House,
  asked: { actor: Actor; id: string; zone: NewZone },
): Promise<Zone | No | { fault: string }> {
  const { actor, id, zone } = asked
  const fault = shapeFault(zone.shape)
  if (fault) return { fault }
  const { world } = house
  return house.ledger.transact('change-zone', async (tx) => {
    const row = await zoneRow(tx, actor, id)
    if (typeof row === 'string') return row
    const shape = JSON.stringify(zone.shape)
    const same = row.shape === shape && row.on_left === +zone.onLeft && row.on_entered === +zone.onEntered
    const place = { accountId: row.account_id, deviceId: row.device_id }
    if (same) await tx.updateTable('alarm_zones').set({ name: zone.name }).where('id', '=', id).execute()
    else await erase(house, tx, id)
    const now = same ? id : await draw(house, tx, place, zone)
    const deed = { act: 'change-zone', accountId: place.accountId, subject: `device:${place.deviceId}` }
    await record(tx, world, { actor: actorName(actor), ...deed, details: JSON.stringify({ zone: id, now }) })
    return { id: now, ...zone }
  })
}

/** Takes a zone away, with the place that it was drawn at; an alarm of it is over with the collar's next report. */
export async function removeZone(house: House, asked: { actor: Actor; id: string }): Promise<'removed' | No> {
  const { actor, id } = asked
  const { world } = house
  return house.ledger.transact('remove-zone', async (tx) => {
    const row = await zoneRow(tx, actor, id)
    if (typeof row === 'string') return row
    await erase(house, tx, id)
    const deed = { act: 'remove-zone', accountId: row.account_id, subject: `device:${row.device_id}` }
    await record(tx, world, { actor: actorName(actor), ...deed, details: JSON.stringify({ zone: id }) })
    return 'removed'
  })
}

async function zoneRow(tx: LedgerTx, actor: Actor, id: string) {
  const row = await tx
    .selectFrom('alarm_zones')
    .selectAll()
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  const standing = await standingOf(tx, actor)
  if (!row || !can(standing, 'see-alarms', row.account_id)) return 'not-found'
  return can(standing, 'manage-alarms', row.account_id) ? row : 'forbidden'
}

async function draw(
  { world }: House,
  tx: LedgerTx,
  place: { accountId: string; deviceId: string },
  zone: NewZone,
): Promise<string> {
  const id = newId(world.clock, world.random)
  await tx
    .insertInto('alarm_zones')
    .values({
      id,
      account_id: place.accountId,
      device_id: place.deviceId,
      name: zone.name,
      shape: JSON.stringify(zone.shape),
      on_left: zone.onLeft ? 1 : 0,
      on_entered: zone.onEntered ? 1 : 0,
      created_at: world.clock.now(),
      removed_at: null,
    })
    .execute()
  return id
}

/** Its name stays with its alarms, its place does not. */
async function erase({ world }: House, tx: LedgerTx, id: string): Promise<void> {
  await tx.updateTable('alarm_zones').set({ removed_at: world.clock.now(), shape: '{}' }).where('id', '=', id).execute()
}

async function zonesAt(
  reads: LedgerReads,
  { accountId, deviceId }: { accountId: string; deviceId: string },
): Promise<Zone[]> {
  const rows = await reads
    .selectFrom('alarm_zones')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('device_id', '=', deviceId)
    .where('removed_at', 'is', null)
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    shape: JSON.parse(row.shape) as ZoneShape,
    onLeft: row.on_left === 1,
    onEntered: row.on_entered === 1,
  }))
}
