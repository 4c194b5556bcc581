import { expect, test } from 'vitest'
import { traceStatements } from '../../bench/peers/trace-statements.ts'
import { silent } from '../../src/std/log.ts'
import { manualClock } from '../../src/std/manual-clock.ts'
import { seededRandom } from '../../src/std/random.ts'
import { record } from '../../src/store/audit.ts'
import { tell } from '../../src/store/events.ts'
import { groundMigrations } from '../../src/store/schema.ts'
import { sealOnce } from '../../src/store/seal.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import type { GroundTables } from '../../src/store/tables.ts'

test('sealing reads as little from a long ledger as from a short one', async () => {
  const trace = traceStatements()
  const world = { clock: manualClock(), random: seededRandom(1), log: silent }
  const store = await openSqlite<GroundTables>({ file: ':memory:', migrations: groundMigrations, world })
  const deed = { actor: 'operator', act: 'test', accountId: null, subject: 'x', details: '{}' }
  for (let round = 0; round < 20; round++) {
    await store.transact('happen', async (tx) => {
      await tell(tx, world, { accountId: 'a', topic: 'x', body: '{}' })
      await record(tx, world, deed)
    })
    trace.begin()
    await store.transact('seal', (tx) => sealOnce(tx, world.clock.now(), 'me'))
    trace.end()
  }
  await store.close()
  const rowsRead = trace
    .recording()
    .transactions.map((statements) =>
      statements.reduce((rows, { reader, rows: read }) => rows + (reader ? read : 0), 0),
    )
  expect(rowsRead[1]).toBeGreaterThan(2)
  expect(rowsRead.at(-1)).toBe(rowsRead[1])
})
