import { creditsOf } from '../../licences/credits.ts'
import type { Quiet, Reach, Way, Wishes } from '../../recipients/recipient.ts'
import type { RecipientTables } from '../../recipients/schema.ts'
import { zoneOfCountry } from '../../recipients/zone-of-country.ts'
import { type PushPlace, pushPlaces } from '../push/standing.ts'
import type { LedgerReads } from '../tables.ts'

/** Of an account: telling all of an alarm stays one small transaction. */
export const RECIPIENTS_MAX = 30

/** A recipient with all that decides whether it is told. `push` for a recipient of that way. */
export type Loaded = {
  row: RecipientTables['recipients']
  wishes: Wishes
  reach: Reach
  push: PushPlace | null
}
export type LoadedAccount = { recipients: Loaded[]; credits: number; zone: string; country: string }

/** Reads who is to be told of an account's alarms, and its clocks. Null: there is no such account. */
export async function loadRecipients(tx: LedgerReads, accountId: string, now: number): Promise<LoadedAccount | null> {
  const account = await tx
    .selectFrom('accounts')
    .leftJoin('alarm_accounts', 'alarm_accounts.account_id', 'accounts.id')
    .select(['accounts.country', 'alarm_accounts.time_zone'])
    .where('accounts.id', '=', accountId)
    .executeTakeFirst()
  if (!account) return null
  const rows = await tx
    .selectFrom('recipients')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('removed_at', 'is', null)
    .orderBy('id')
    .limit(RECIPIENTS_MAX)
    .execute()
  const credits = await creditsOf(tx, accountId)
  const chosen = await chosenDevices(tx, accountId, rows)
  const members = await membersOf(tx, accountId)
  const users = rows.flatMap(({ user_id }) => (user_id !== null && members.has(user_id) ? [user_id] : []))
  const places = await pushPlaces(tx, users, now)
  const recipients = rows.map((row): Loaded => {
    const push = row.way === 'push' ? (places.get(row.user_id ?? '') ?? { standing: 'no-user' as const }) : null
    return { row, wishes: wishesOf(row, chosen.get(row.id)), reach: reachOf(row, credits, push), push }
  })
  const { country } = account
  return { recipients, credits, country, zone: account.time_zone ?? zoneOfCountry(country) }
}

function reachOf(row: Loaded['row'], credits: number, push: PushPlace | null): Reach {
  const way = row.way as Way
  const confirmed = row.confirmed_at !== null
  if (way === 'push') return { way, standing: push?.standing ?? 'no-user' }
  return way === 'sms' ? { way, confirmed, credits } : { way, confirmed }
}

function wishesOf(row: Loaded['row'], chosen: ReadonlySet<string> = new Set()): Wishes {
  return {
    devices: row.all_devices === 1 ? null : chosen,
    classes: { security: row.security === 1, function: row.function === 1 },
    quiet: quietOf(row),
  }
}

/** Null: no hours of rest. */
export function quietOf({ quiet_from: from, quiet_until: until }: Loaded['row']): Quiet | null {
  return from === null || until === null ? null : { from, until }
}

/** Only what the account still has: a device that was handed over is chosen by nobody of its former owner's. */
async function chosenDevices(
  tx: LedgerReads,
  accountId: string,
  rows: readonly Loaded['row'][],
): Promise<Map<string, Set<string>>> {
  const chosen = new Map<string, Set<string>>()
  const ids = rows.filter(({ all_devices }) => all_devices === 0).map(({ id }) => id)
  if (ids.length === 0) return chosen
  const found = await tx
    .selectFrom('recipient_devices')
    .innerJoin('ownerships', 'ownerships.device_id', 'recipient_devices.device_id')
    .select(['recipient_devices.recipient_id', 'recipient_devices.device_id'])
    .where('recipient_devices.recipient_id', 'in', ids)
    .where('ownerships.account_id', '=', accountId)
    .where('ownerships.until_at', 'is', null)
    .execute()
  for (const { recipient_id, device_id } of found)
    chosen.set(recipient_id, (chosen.get(recipient_id) ?? new Set()).add(device_id))
  return chosen
}

async function membersOf(tx: LedgerReads, accountId: string): Promise<Set<string>> {
  const rows = await tx.selectFrom('memberships').select('user_id').where('account_id', '=', accountId).execute()
  return new Set(rows.map(({ user_id }) => user_id))
}
