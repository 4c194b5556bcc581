import { afterEach, expect, test } from 'vitest'
import { silent } from '../std/log.ts'
import { manualClock, settle } from '../std/manual-clock.ts'
import { seededRandom } from '../std/random.ts'
import { tell } from '../store/events.ts'
import { openSqlite } from '../store/sqlite.ts'
import { type Live, startLive } from './live.ts'
import { type Ledger, MIGRATIONS, type Tables } from './tables.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function ground() {
  const world = { clock: manualClock(), random: seededRandom(1), log: silent }
  const ledger: Ledger = await openSqlite<Tables>({ file: ':memory:', migrations: MIGRATIONS, world })
  closing.push(() => ledger.close())
  const happen = (topic: string, accountId = 'a') =>
    ledger.transact('happen', (tx) => tell(tx, world, { accountId, topic, body: '{}' }))
  return { world, ledger, happen }
}

function started(house: Parameters<typeof startLive>[0]): Live {
  const live = startLive(house)
  closing.push(() => live.stop())
  return live
}

/** Waits until `count` events are numbered. Listens before it looks, or it could miss the last one. */
async function numbered(live: Live, count: number): Promise<void> {
  for (;;) {
    const next = new Promise<void>((resolve) => live.onSealed(resolve))
    if ((await live.latest()) >= count) return
    await next
  }
}

test('an event is numbered soon after its commit, and whoever waits is told', async () => {
  const house = await ground()
  const live = started(house)
  const sealed = new Promise<void>((resolve) => live.onSealed(resolve))
  await house.happen('redemption:1')
  await sealed
  expect(await live.after(0, 10, {})).toMatchObject([{ seq: 1, topic: 'redemption:1', accountId: 'a' }])
})

test('what was committed before the start is numbered at the start', async () => {
  const house = await ground()
  await house.happen('x')
  const live = started(house)
  await numbered(live, 1)
  expect(await live.latest()).toBe(1)
})

test('a reader resumes behind the last number it saw and gets only its own topic and accounts', async () => {
  const house = await ground()
  const live = started(house)
  for (const [topic, account] of [
    ['r:1', 'a'],
    ['r:2', 'b'],
    ['r:1', 'a'],
  ] as const)
    await house.happen(topic, account)
  await numbered(live, 3)
  const seqs = async (...query: Parameters<Live['after']>) => (await live.after(...query)).map(({ seq }) => seq)
  expect(await seqs(1, 500, {})).toEqual([2, 3])
  expect(await seqs(0, 1, {})).toEqual([1])
  expect(await seqs(0, 500, { topic: 'r:1' })).toEqual([1, 3])
  expect(await seqs(0, 500, { accounts: ['b'] })).toEqual([2])
  expect(await seqs(0, 500, { accounts: [] })).toEqual([])
  expect(await seqs(0, 500, { accounts: 'all' })).toEqual([1, 2, 3])
})

test('sealing comes to rest: it is not woken by its own commits for ever', async () => {
  const house = await ground()
  let commits = 0
  house.ledger.onCommit(() => commits++)
  const live = started(house)
  await house.happen('x')
  await numbered(live, 1)
  await settle(50)
  expect(commits).toBe(2)
})

test('a failing ledger is tried again after a pause until it works', async () => {
  const house = await ground()
  let broken = true
  const ledger: Ledger = {
    ...house.ledger,
    transact: (name, story) =>
      name === 'seal' && broken ? Promise.reject(new Error('disk')) : house.ledger.transact(name, story),
  }
  const live = started({ world: house.world, ledger })
  await house.happen('x')
  await settle(20)
  expect(await live.latest()).toBe(0)
  broken = false
  await house.world.clock.advance(10_000)
  await numbered(live, 1)
  expect(await live.latest()).toBe(1)
})

test('while another process holds the lease nothing is written, and after it runs out this one takes over', async () => {
  const house = await ground()
  const until_at = house.world.clock.now() + 7_000
  await house.ledger.transact('other', async (tx) => {
    await tx.insertInto('leases').values({ name: 'sealer', holder: 'another', until_at }).execute()
  })
  const live = started(house)
  await house.happen('x')
  await settle(20)
  let commits = 0
  house.ledger.onCommit(() => commits++)
  await settle(50)
  expect([await live.latest(), commits]).toEqual([0, 0])
  await house.world.clock.advance(10_000)
  await numbered(live, 1)
  expect(await live.latest()).toBe(1)
})
