import { expect, test } from 'vitest'
import { silent } from '../../src/std/log.ts'
import { manualClock } from '../../src/std/manual-clock.ts'
import { seededRandom } from '../../src/std/random.ts'
import { tell } from '../../src/store/events.ts'
import { groundMigrations } from '../../src/store/schema.ts'
import { sealWithCommit } from '../../src/store/seal.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import type { LastOfGroup } from '../../src/store/sqlite-writer.ts'
import type { Store, Tx } from '../../src/store/store.ts'
import type { GroundTables } from '../../src/store/tables.ts'

const world = { clock: manualClock(), random: seededRandom(1), log: silent }
const open = (lastOfGroup: LastOfGroup<GroundTables>): Promise<Store<GroundTables>> =>
  openSqlite<GroundTables>({ file: ':memory:', migrations: groundMigrations, world }, lastOfGroup)
const happens = (body: string) => (tx: Tx<GroundTables>) => tell(tx, world, { accountId: 'a', topic: 'x', body })
const told = (store: Store<GroundTables>) =>
  store.reads.selectFrom('events').select(['seq', 'body']).orderBy('body').execute()

test('an event has its number as soon as it can be seen', async () => {
  const store = await open(sealWithCommit)
  const seen: unknown[] = []
  store.onCommit(() => seen.push(told(store)))
  await Promise.all([store.transact('one', happens('one')), store.transact('two', happens('two'))])
  expect(await seen[0]).toEqual([
    { seq: 1, body: 'one' },
    { seq: 2, body: 'two' },
  ])
  await store.close()
})

test('an end of a group that fails takes back what it did, and none of the stories', async () => {
  const store = await open(async (tx) => {
    await sealWithCommit(tx)
    throw new Error('too bad')
  })
  await store.transact('one', happens('one'))
  expect(await told(store)).toEqual([{ seq: null, body: 'one' }])
  await store.close()
})

test('a group of which nothing is left has no end', async () => {
  let ends = 0
  const store = await open(async () => {
    ends++
  })
  const failing = store.transact('fails', async () => {
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  expect(ends).toBe(0)
  await store.close()
})
