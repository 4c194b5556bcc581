import { type Actor, actorName } from '../../accounts/actor.ts'
import { can } from '../../accounts/can.ts'
import { standingOf } from '../../accounts/standing.ts'
import { instantText } from '../../std/period.ts'
import { record } from '../../store/audit.ts'
import { type Row, rowsOf, type Subject } from '../../store/held-rows.ts'
import type { Holding } from '../../store/holding.ts'
import type { House } from '../house.ts'
import { HOLDINGS } from './holdings.ts'
import { OPENERS, openRow } from './open-row.ts'
import { subjectOf } from './subject.ts'

const PAGE = 500

/** Everything about an account and its users (GDPR articles 15 and 20). `series`: of each time that a device was the account's, [from, to) in milliseconds since 1970. */
export type AccountExport = {
  language: string
  tables: { table: string; rows(): AsyncGenerator<Row> }[]
  series: { device: string; seriesId: string; from: number; to: number }[]
}

/** Opens the export of an account; that it was asked for is audited. What it gives is read page by page, when it is asked for. */
export async function openAccountExport(
  house: House,
  { actor, accountId }: { actor: Actor; accountId: string },
): Promise<AccountExport | 'forbidden'> {
  const { ledger, world } = house
  const allowed = await ledger.transact('export-account', async (tx) => {
    if (!can(await standingOf(tx, actor), 'export-account', accountId)) return false
    const subject = `account:${accountId}`
    await record(tx, world, { actor: actorName(actor), act: 'export-account', accountId, subject, details: '{}' })
    return true
  })
  if (!allowed) return 'forbidden'
  const subject = await subjectOf(ledger.reads, accountId)
  return {
    language: await languageOf(house, actor),
    tables: HOLDINGS.map((holding) => {
      return { table: holding.table, rows: () => rowsIn(house, holding, subject) }
    }),
    series: await seriesOf(house, accountId),
  }
}

async function* rowsIn(house: House, holding: Holding, subject: Subject): AsyncGenerator<Row> {
  const { table, shows } = holding
  const columns = [...new Set([...shows, ...(OPENERS[table]?.columns ?? [])])]
  for (let offset = 0; ; offset += PAGE) {
    const rows = await rowsOf(house.ledger.reads as never, holding, subject, { columns, limit: PAGE, offset })
    for (const row of rows) yield openRow(house, table, shows, row, instantText)
    if (rows.length < PAGE) return
  }
}

async function seriesOf({ ledger, world }: House, accountId: string): Promise<AccountExport['series']> {
  const owned = await ledger.reads
    .selectFrom('ownerships')
    .innerJoin('devices', 'devices.id', 'ownerships.device_id')
    .select(['devices.serial', 'ownerships.series_id', 'ownerships.until_at'])
    .where('ownerships.account_id', '=', accountId)
    .orderBy('ownerships.id')
    .execute()
  return owned.map(({ serial, series_id, until_at }) => {
    // From before the first interval too: what a collar had stored when it was registered is its owner's.
    return { device: serial, seriesId: series_id, from: 0, to: until_at ?? world.clock.now() + 86_400_000 }
  })
}

async function languageOf({ ledger }: House, actor: Actor): Promise<string> {
  if (actor.kind === 'operator') return 'en'
  const user = await ledger.reads
    .selectFrom('users')
    .select('language')
    .where('id', '=', actor.userId)
    .executeTakeFirst()
  return user?.language ?? 'en'
}
