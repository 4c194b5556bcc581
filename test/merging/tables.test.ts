import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { MERGED, tablesOf } from '../../src/flows/merging/merge-tables.ts'
import { MIGRATIONS, type Tables } from '../../src/flows/tables.ts'
import { PLACES } from '../setup/ledgers.ts'

test('every column of the ledger that names an account says what a merge does with it', async () => {
  const place = await PLACES[0]!.make()
  const ledger = await place.open<Tables>({ migrations: MIGRATIONS })
  const columns = await ledger.reads
    .selectFrom(
      sql<{ table: string; column: string }>`(
      SELECT m.name AS "table", c.name AS "column" FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'
    )`.as('found'),
    )
    .select(['found.table', 'found.column'])
    .where('found.column', 'like', '%account_id')
    .execute()
  expect(columns.length).toBeGreaterThan(30)
  expect(columns.map(({ table, column }) => `${table}.${column}`).sort()).toEqual(Object.keys(MERGED).sort())
  await place.leave()
})

test('no table is moved and settled as well', () => {
  const all = (['move', 'first'] as const).flatMap(tablesOf)
  expect(new Set(all).size).toBe(all.length)
})
