import { afterEach, describe, expect, test } from 'vitest'
import { settle } from '../../src/std/manual-clock.ts'
import type { TestWorld } from '../world.ts'
import { closeDongleWorld, type DongleSite, type DongleWorldOptions, openDongleWorld } from './dongle-world.ts'
import { points, release, states, unlocks } from './setting.ts'

const MINUTE = 60_000
const DAY = 86_400_000

let world: TestWorld
let sites: DongleSite[] = []
afterEach(() => closeDongleWorld(world, sites))

/** A dongle with user information, plugged in at a bridge that is connected. */
async function begin(options: DongleWorldOptions = {}): Promise<DongleSite> {
  ;({ world, sites } = await openDongleWorld(options))
  for (const { dongle } of sites) {
    await dongle.plug()
    await dongle.enterUserInformation('Kanzlei Moser, Graz')
  }
  for (const one of sites) one.start()
  await world.advance(3_000)
  const [first] = sites
  if (!first) throw new Error('no dongle')
  return first
}

const number = ({ dongle }: DongleSite): string => dongle.state().licenceNumber
const held = ({ dongle }: DongleSite) => {
  const { points: amount, e } = dongle.state()
  return { points: amount, e }
}
const told = async () =>
  world
    .running()
    .house.ledger.reads.selectFrom('dongle_licences')
    .select(['licence_number', 'points', 'e'])
    .orderBy('licence_number')
    .execute()

test('an unlock that is bought arrives on the plugged-in dongle by itself', async () => {
  const it = await begin()
  await release(world, number(it), points(5))
  await world.advance(1_000)
  expect(await states(world)).toEqual(['applied'])
  expect(held(it)).toEqual({ points: 5, e: false })
  await release(world, number(it), { kind: 'e' })
  await world.advance(1_000)
  expect(held(it)).toEqual({ points: 5, e: true })
  expect(await told()).toEqual([{ licence_number: number(it), points: 5, e: 1 }])
})

test('a dongle is there for the backend as soon as it is plugged in, and gone when it is pulled out', async () => {
  const it = await begin()
  const online = async () =>
    (await world.running().house.ledger.reads.selectFrom('devices').select('online').executeTakeFirstOrThrow()).online
  expect(await online()).toBe(1)
  await it.dongle.unplug()
  await world.advance(1_000)
  expect(await online()).toBe(0)
  await it.dongle.plug()
  await world.advance(10_000)
  expect(await online()).toBe(1)
  expect(it.news.map(({ state }) => state)).toEqual([
    'plugged-in',
    'online',
    'absent',
    'absent',
    'plugged-in',
    'online',
  ])
})

test('a dongle that lies in a drawer for days has what was bought as soon as it is plugged in', async () => {
  const it = await begin()
  await it.dongle.unplug()
  await it.stop()
  await release(world, number(it), points(5))
  await world.advance(DAY)
  world.crash()
  await world.advance(DAY)
  await world.start()
  await world.advance(DAY)
  expect(await states(world)).toEqual(['queued'])
  it.start()
  await world.advance(MINUTE)
  await it.dongle.plug()
  await world.advance(10_000)
  expect(await states(world)).toEqual(['applied'])
  expect(held(it).points).toBe(5)
})

test.each(['before-persist', 'after-persist', 'mid-answer'] as const)(
  'the power goes %s: the unlock has its effect once, and its answer comes',
  async (moment) => {
    const it = await begin()
    it.dongle.armPowerCut(moment, 2_000)
    await release(world, number(it), points(5))
    await world.advance(MINUTE)
    expect(await unlocks(world)).toMatchObject([{ state: 'applied', counter: 1 }])
    expect(it.dongle.state()).toMatchObject({ points: 5, highestCounter: 1, failures: 0, armed: null })
    expect(it.dongle.state().boot).toBe(2)
  },
)

test('a command that comes twice has its effect once, and both answers are the same', async () => {
  const it = await begin()
  await release(world, number(it), points(5))
  await world.advance(1_000)
  const row = await world.running().house.ledger.reads.selectFrom('commands').selectAll().executeTakeFirstOrThrow()
  for (let times = 0; times < 3; times++)
    await world.broker.publish(`v1/dongles/${it.caratId}/command`, row.envelope ?? new Uint8Array())
  await world.advance(1_000)
  const after = await world.running().house.ledger.reads.selectFrom('commands').selectAll().executeTakeFirstOrThrow()
  expect(after).toEqual(row)
  expect(it.dongle.state()).toMatchObject({ points: 5, highestCounter: 1 })
})

test('the backend dies between any two steps: the unlock arrives, once', async () => {
  for (let strike = 1; ; strike++) {
    const it = await begin({ seed: strike })
    let steps = 0
    let struck = false
    await release(world, number(it), points(5))
    world.storeFaults = () => {
      if (++steps !== strike) return
      struck = true
      throw new Error('killed')
    }
    await world.advance(2_000)
    world.storeFaults = () => {}
    if (struck) {
      await settle(20)
      await world.start()
      await world.advance(10 * MINUTE)
    }
    expect(await unlocks(world), `step ${strike}`).toMatchObject([{ state: 'applied', counter: 1 }])
    expect(it.dongle.state()).toMatchObject({ points: 5, highestCounter: 1 })
    if (!struck) {
      expect(strike).toBeGreaterThan(6)
      return
    }
    await closeDongleWorld(world, sites)
  }
}, 120_000)

describe('the bridge', () => {
  test('is killed while the dongle carries a command out, and its successor brings the answer', async () => {
    const it = await begin()
    it.dongle.answerLate(400)
    await release(world, number(it), points(5))
    await world.advance(200)
    it.kill()
    await world.advance(MINUTE)
    expect(await states(world)).toEqual(['sent'])
    it.dongle.answerLate(0)
    it.start()
    await world.advance(MINUTE)
    expect(await states(world)).toEqual(['applied'])
    expect(it.dongle.state()).toMatchObject({ points: 5, highestCounter: 1 })
  })

  test('that is told to stop finishes what it has begun, and shows the dongle offline', async () => {
    const it = await begin()
    it.dongle.answerLate(400)
    await release(world, number(it), points(5))
    await world.advance(200)
    const stopped = it.stop()
    await world.advance(2_000)
    await stopped
    expect(await states(world)).toEqual(['applied'])
    const device = await world.running().house.ledger.reads.selectFrom('devices').select('online').executeTakeFirst()
    expect(device).toEqual({ online: 0 })
    await it.desk.open() // the port is free
  })

  test('keeps an answer that it could not hand over until the backend is there again', async () => {
    const it = await begin()
    it.dongle.answerLate(400)
    await release(world, number(it), points(5))
    await world.advance(200)
    world.crash()
    await world.advance(2_000)
    expect(held(it).points).toBe(5)
    await world.start()
    await world.advance(5_000)
    expect(await states(world)).toEqual(['applied'])
  })
})

describe('the user information', () => {
  test('was changed on the way: the unlock is refused, and arrives when it is as it was', async () => {
    const it = await begin()
    const wanted = number(it)
    await it.dongle.enterUserInformation('somebody else')
    await release(world, wanted, points(5))
    await world.advance(1_000)
    expect(await unlocks(world)).toMatchObject([{ state: 'refused', reason: 'other-user-information' }])
    await world.advance(MINUTE)
    expect(held(it)).toEqual({ points: 0, e: false })
    await it.dongle.enterUserInformation('Kanzlei Moser, Graz')
    await world.advance(10_000)
    expect(await states(world)).toEqual(['refused', 'applied'])
    expect(held(it)).toEqual({ points: 5, e: false })
  })

  test('changes back and forth: each licence number has its own, and nothing is sent twice', async () => {
    const it = await begin()
    const first = number(it)
    await release(world, first, points(5))
    await world.advance(1_000)
    await it.dongle.enterUserInformation('Kanzlei Moser, Wien')
    const second = number(it)
    await release(world, second, points(7))
    await world.advance(10_000)
    await it.dongle.enterUserInformation('Kanzlei Moser, Graz')
    await world.advance(10_000)
    expect(await states(world)).toEqual(['applied', 'applied'])
    expect(await told()).toEqual(
      [
        { licence_number: first, points: 5, e: 0 },
        { licence_number: second, points: 7, e: 0 },
      ].sort((a, b) => (a.licence_number < b.licence_number ? -1 : 1)),
    )
  })
})

test('a dongle that somebody has locked out is waited for: the unlock arrives when the time is over, and not before', async () => {
  const it = await begin()
  await it.stop()
  const { dongleOn } = await import('../../src/serial/dongle/session.ts')
  const desktop = dongleOn(await it.desk.open(), world)
  for (let wrong = 0; wrong < 3; wrong++) await desktop.unlock('0500010000000000')
  await desktop.close()
  expect(it.dongle.state()).toMatchObject({ failures: 3, lockOut_s: 60 })
  it.start()
  await release(world, number(it), points(5))
  await world.advance(50_000)
  expect(await states(world)).toEqual(['sent'])
  await world.advance(15_000)
  expect(await states(world)).toEqual(['applied'])
  expect(it.dongle.state()).toMatchObject({ points: 5, failures: 0 })
})

test('a code that a person types in is noticed, and not sent again', async () => {
  const it = await begin()
  await it.stop()
  const wanted = number(it)
  const { release: made } = await release(world, wanted, points(5))
  const { unlockCodeUnder } = await import('../../src/licences/releases.ts')
  const { dongleOn } = await import('../../src/serial/dongle/session.ts')
  const desktop = dongleOn(await it.desk.open(), world)
  const typed = unlockCodeUnder(world.running().house.keys, made, points(5))
  expect(await desktop.unlock(typed)).toMatchObject({ kind: 'ok', value: { outcome: 'unlocked' } })
  await desktop.close()
  it.start()
  await world.advance(10_000)
  expect(await unlocks(world)).toMatchObject([{ state: 'applied', counter: 1 }])
  expect(held(it).points).toBe(5)
})

test('two dongles at two bridges have each their own', async () => {
  const one = await begin({ caratIds: ['FC000001', 'FC000002'] })
  const other = sites[1]!
  await release(world, number(one), points(1))
  await release(world, number(other), points(3))
  await world.advance(2_000)
  expect([held(one).points, held(other).points]).toEqual([1, 3])
  expect((await unlocks(world)).map(({ counter }) => counter)).toEqual([1, 1])
})

test('an old refusal that comes after the user information is back does not leave the unlock lying', async () => {
  const it = await begin()
  const wanted = number(it)
  await it.dongle.enterUserInformation('somebody else')
  await world.advance(10_000)
  it.dongle.answerLate(400)
  await release(world, wanted, points(5))
  await world.advance(200)
  it.kill() // the dongle has refused, and nobody has heard it
  it.dongle.answerLate(0)
  await it.dongle.enterUserInformation('Kanzlei Moser, Graz')
  it.start()
  await world.advance(MINUTE)
  expect(await states(world)).toEqual(['refused', 'applied'])
  expect(held(it).points).toBe(5)
})
