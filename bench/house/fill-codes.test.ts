import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { MIGRATIONS, type Tables } from '../../src/flows/tables.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { temporaryDirectory } from '../../test/setup/temporary-directory.ts'
import { testWorld } from '../../test/setup/world.ts'
import { fillCodes } from './fill-codes.ts'

test('a ledger is filled with as many used codes as were asked for, spread evenly', async () => {
  const file = join(temporaryDirectory(), 'ledger.db')
  const ledger = await openSqlite<Tables>({ file, migrations: MIGRATIONS, world: testWorld() })
  await ledger.close()
  const raw = new DatabaseSync(file)
  raw.exec(`insert into batches (id, family, product, anchor, channel, campaign, not_migratable, needs_activation, count, state, created_at, created_by)
    values ('b', 'sim-activation', '{}', 'redemption', 'own-shop', 0, 0, 0, 1, 'ready', 0, 'operator')`)
  fillCodes(file, 1_000)
  const { rows, halfway } = raw
    .prepare(
      "select count(*) as rows, sum(hash < x'80') as halfway from codes where length(hash) = 32 and state = 'used'",
    )
    .get() as { rows: number; halfway: number }
  raw.close()
  expect(rows).toBe(1_000)
  expect(Math.abs(halfway - 500)).toBeLessThanOrEqual(1)
})
