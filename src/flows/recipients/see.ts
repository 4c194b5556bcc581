import type { Actor } from '../../accounts/actor.ts'
import { can } from '../../accounts/can.ts'
import { standingOf } from '../../accounts/standing.ts'
import { servicesOfPayer } from '../../billing/standing.ts'
import { type Silence, silencesNow } from '../../recipients/judge.ts'
import { ALARM_CLASSES, type Quiet, type Way } from '../../recipients/recipient.ts'
import { minuteOfDay } from '../../std/zone.ts'
import { accountPlaceOf, type NoAccountPlace } from '../account-place.ts'
import type { House } from '../house.ts'
import type { LedgerReads } from '../tables.ts'
import { maskedAddress, openAddress } from './address.ts'
import { type Loaded, loadRecipients } from './load.ts'
import { type SeenTelling, tellingsOf } from './see-tellings.ts'

/** A recipient as its account sees it; instants in milliseconds since 1970. */
export type SeenRecipient = {
  id: string
  way: Way
  name: string
  language: string
  /** Masked for whoever may not change it; null for a push. */
  address: string | null
  /** Whose sessions a push goes to. */
  userId: string | null
  confirmed: boolean
  /** Null: all. */
  devices: readonly { id: string; name: string }[] | null
  security: boolean
  function: boolean
  quiet: Quiet | null
  /** Why nothing, or not everything, comes at present. */
  silences: Silence[]
  /** What was told last, or why not; newest first. */
  lately: SeenTelling[]
}
export type SeenRecipients = {
  accountId: string
  /** Whose clocks hours of rest go by, and whether the account has chosen it. */
  zone: string
  zoneChosen: boolean
  credits: number
  manage: boolean
  items: SeenRecipient[]
}

const LATELY = 3

/** An account's recipients, each with why nothing comes and what came last. */
export async function seeRecipients(
  house: House,
  actor: Actor,
  accountId?: string,
): Promise<SeenRecipients | NoAccountPlace> {
  const { reads } = house.ledger
  const place = await accountPlaceOf(reads, actor, accountId, 'see-recipients')
  if (typeof place === 'string') return place
  const now = house.world.clock.now()
  const loaded = await loadRecipients(reads, place.accountId, now)
  if (!loaded) return 'forbidden'
  const manage = can(await standingOf(reads, actor), 'manage-recipients', place.accountId)
  const names = await namesOf(reads, loaded.recipients)
  const minute = minuteOfDay(now, loaded.zone)
  const services = await servicesOfPayer(reads, place.accountId)
  const ended = ALARM_CLASSES.filter((one) => services[one].state === 'ended')
  const chosen = await reads
    .selectFrom('alarm_accounts')
    .select('time_zone')
    .where('account_id', '=', place.accountId)
    .executeTakeFirst()
  const items: SeenRecipient[] = []
  for (const { row, wishes, reach } of loaded.recipients) {
    const address = openAddress(house.keys, row)
    items.push({
      id: row.id,
      way: row.way as Way,
      name: row.name,
      language: row.language,
      address: address !== null && !manage ? maskedAddress(address) : address,
      userId: row.user_id,
      confirmed: row.confirmed_at !== null,
      devices: wishes.devices && [...wishes.devices].sort().map((id) => ({ id, name: names.get(id) ?? '' })),
      ...wishes.classes,
      quiet: wishes.quiet,
      silences: silencesNow(wishes, reach, minute, ended),
      lately: await tellingsOf(reads, row, { limit: LATELY }),
    })
  }
  const { zone, credits } = loaded
  const zoneChosen = typeof chosen?.time_zone === 'string'
  return { accountId: place.accountId, zone, zoneChosen, credits, manage, items }
}

async function namesOf(reads: LedgerReads, recipients: readonly Loaded[]): Promise<Map<string, string>> {
  const ids = [...new Set(recipients.flatMap(({ wishes }) => [...(wishes.devices ?? [])]))]
  if (ids.length === 0) return new Map()
  const rows = await reads.selectFrom('devices').select(['id', 'name']).where('id', 'in', ids).execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}
