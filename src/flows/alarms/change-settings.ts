import { type Actor, actorName } from '../../accounts/actor.ts'
import { can } from '../../accounts/can.ts'
import { standingOf } from '../../accounts/standing.ts'
import { type AlarmSettings, type ChosenSettings, settingsOf } from '../../alarms/settings.ts'
import { record } from '../../store/audit.ts'
import { accountPlaceOf, type NoAccountPlace } from '../account-place.ts'
import type { House } from '../house.ts'
import { placeOf } from '../place.ts'
import type { LedgerReads, LedgerTx } from '../tables.ts'

/** What was chosen here, what stands above it (of a collar its account's, of an account the house's), and what holds. */
export type SeenSettings = {
  accountId: string
  chosen: ChosenSettings
  above: AlarmSettings
  inForce: AlarmSettings
}

/** A collar of somebody, or the defaults of an account (absent: one's own). */
export type SettingsOf = { deviceId: string } | { accountId?: string | undefined }

type Place = { accountId: string; deviceId: string }
type NoPlace = 'not-found' | 'forbidden' | NoAccountPlace

/** What a collar is watched for, or the collars of an account where nothing else is chosen. */
export async function seeSettings(house: House, actor: Actor, of: SettingsOf): Promise<SeenSettings | NoPlace> {
  const { reads } = house.ledger
  const place = await settingsPlace(reads, actor, of, 'see-alarms')
  return typeof place === 'string' ? place : settingsAt(reads, place)
}

/** Chooses anew what a collar is watched for, or the account's defaults; what is not named goes by what stands above. */
export async function chooseSettings(
  house: House,
  asked: { actor: Actor; of: SettingsOf; chosen: ChosenSettings },
): Promise<SeenSettings | NoPlace> {
  const { actor, of, chosen } = asked
  const { world } = house
  return house.ledger.transact('choose-alarm-settings', async (tx) => {
    const place = await settingsPlace(tx, actor, of, 'manage-alarms')
    if (typeof place === 'string') return place
    const { accountId, deviceId } = place
    const text = JSON.stringify(chosen)
    await tx
      .insertInto('alarm_settings')
      .values({ account_id: accountId, device_id: deviceId, chosen: text })
      .onConflict((conflict) => conflict.columns(['account_id', 'device_id']).doUpdateSet({ chosen: text }))
      .execute()
    const seen = await settingsAt(tx, place)
    // For a whole account it is so with the next report of each collar.
    if (deviceId !== '') await lookSoon(tx, deviceId, seen.inForce)
    await record(tx, world, {
      actor: actorName(actor),
      act: 'choose-alarm-settings',
      accountId,
      subject: deviceId === '' ? `account:${accountId}` : `device:${deviceId}`,
      details: text,
    })
    return seen
  })
}

/** A device of the actor's account on which it may do that. */
export async function settingsPlace(
  reads: LedgerReads,
  actor: Actor,
  of: SettingsOf,
  act: 'see-alarms' | 'manage-alarms',
): Promise<Place | NoPlace> {
  if (!('deviceId' in of)) {
    const standing = await standingOf(reads, actor)
    if (of.accountId !== undefined && !can(standing, act, of.accountId)) return 'forbidden'
    const place = await accountPlaceOf(reads, actor, of.accountId, act)
    return typeof place === 'string' ? place : { accountId: place.accountId, deviceId: '' }
  }
  const place = await placeOf(reads, actor, of.deviceId, act)
  return typeof place === 'string' ? place : { accountId: place.accountId, deviceId: place.deviceId }
}

async function settingsAt(reads: LedgerReads, { accountId, deviceId }: Place): Promise<SeenSettings> {
  const rows = await reads
    .selectFrom('alarm_settings')
    .select(['device_id', 'chosen'])
    .where('account_id', '=', accountId)
    .where('device_id', 'in', ['', deviceId])
    .execute()
  const choice = (id: string): ChosenSettings =>
    JSON.parse(rows.find((row) => row.device_id === id)?.chosen ?? '{}') as ChosenSettings
  const chosen = choice(deviceId)
  const above = deviceId === '' ? settingsOf() : settingsOf(choice(''))
  return { accountId, chosen, above, inForce: settingsOf(choice(''), chosen) }
}

async function lookSoon(tx: LedgerTx, deviceId: string, { noContact }: AlarmSettings): Promise<void> {
  const term_ms = noContact.hours * 3_600_000
  await tx
    .updateTable('alarm_standings')
    .set(({ eb }) => ({ contact_due_at: eb('heard_at', '+', term_ms) }))
    .where('device_id', '=', deviceId)
    .execute()
}
