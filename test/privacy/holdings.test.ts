import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { HOLDINGS, NOTHING_HELD } from '../../src/flows/privacy/holdings.ts'
import { OPENERS } from '../../src/flows/privacy/open-row.ts'
import { privacyPage } from '../../src/flows/privacy/page.ts'
import { rowsOf } from '../../src/store/held-rows.ts'
import { type AccountStory, accountStory } from '../accounts/setting.ts'
import { PLACES } from '../setup/ledgers.ts'

/** A column of one of these names leads to somebody. */
const TELLING = /(^|_)(account_id|user_id|actor|email|phone|phone_hash|number_hash|name|address|owner)$|_sealed$/

describe.each(PLACES.filter(({ name }) => name !== 'SQLite in a file'))('$name', (kind) => {
  let story: AccountStory
  beforeEach(async () => {
    story = await accountStory(kind)
  })
  afterEach(() => story.end())

  test('what is stated can be read: each table, each column, by account and by user', async () => {
    const { reads } = story.house.ledger
    const subject = { accountId: 'a', userIds: ['u'] }
    for (const holding of HOLDINGS) {
      const columns = [...holding.shows, ...holding.key, ...(OPENERS[holding.table]?.columns ?? [])]
      const { end } = holding
      if (end.is === 'pseudonymised') columns.push(...end.columns, ...(end.cleared ?? []))
      expect(await rowsOf(reads as never, holding, subject, { columns, limit: 1 }), holding.table).toEqual([])
    }
  })
})

test('every table of the ledger is stated once, as one that holds something of people or as one that does not', async () => {
  const story = await accountStory(PLACES[0]!)
  const tables = await sql<{
    name: string
  }>`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`.execute(
    story.house.ledger.reads as never,
  )
  const stated = [...HOLDINGS.map(({ table }) => table), ...Object.keys(NOTHING_HELD)]
  expect(stated.toSorted()).toEqual([...new Set(stated)].toSorted())
  expect(stated.toSorted()).toEqual(tables.rows.map(({ name }) => name).toSorted())
  await story.end()
})

test('the page about it is made from the lists (vitest -u writes it)', async () => {
  await expect(privacyPage()).toMatchFileSnapshot(join(import.meta.dirname, '../../docs/privacy.md'))
})

/** Of tables that are said to hold nothing: what a column is for that looks as if it did. */
const LOOKS_LIKE_IT: Readonly<Record<string, string>> = {
  'account_merges.gone_account_id': 'an account that is no more',
  'account_merges.kept_account_id': 'an id, of an account that says so itself',
  'agreements.giver_account_id': 'an id, beside what is stated of its confirmations',
  'agreements.taker_account_id': 'an id, beside what is stated of its confirmations',
  'billing_sellers.actor': 'whoever of the office entered it: an id',
  'closings.account_id': 'until it is erased',
  'devices.name': 'taken away by erase-devices.ts',
  'invoice_runs.actor': 'an id',
  'kysely_migration.name': 'of a migration',
  'leases.name': 'of a lease',
  'releases.actor': 'whoever of the office released it: an id',
  'sms_maintenance.actor': 'an id',
}

test('a table that is said to hold nothing has no column that leads to somebody', async () => {
  const story = await accountStory(PLACES[0]!)
  const found: string[] = []
  for (const table of Object.keys(NOTHING_HELD)) {
    const { rows } = await sql<{ name: string }>`SELECT name FROM pragma_table_info(${table})`.execute(
      story.house.ledger.reads as never,
    )
    for (const { name } of rows)
      if (TELLING.test(name) && !LOOKS_LIKE_IT[`${table}.${name}`]) found.push(`${table}.${name}`)
  }
  expect(found).toEqual([])
  await story.end()
})
