import { afterEach, expect, test } from 'vitest'
import { preview } from '../src/flows/preview.ts'
import { redeem } from '../src/flows/redeem.ts'
import { seeDevice } from '../src/flows/see-devices.ts'
import { openWorld, type TestWorld, type WorldCollar } from './world.ts'

const YEAR = { type: 'sim-extend', simKind: 'telia-iot', period: 'P1Y' } as const
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const NORWAY = { mcc: 242, mnc: '01' }
const SATELLITE = { mcc: 901, mnc: '06' }

let world: TestWorld
afterEach(() => world.close())

async function begin(): Promise<WorldCollar> {
  world = await openWorld({ reportEvery_ms: MINUTE })
  const [it] = world.collars
  if (!it) throw new Error('no collar')
  await it.collar.power('on')
  await world.advance(2 * MINUTE)
  return it
}

/** A code that was sold for Sweden and Denmark. */
async function soldAtHome(): Promise<string> {
  const [code = ''] = await world.mint(YEAR, 1)
  await world.running().house.ledger.transact('limit', async (tx) => {
    await tx.updateTable('batches').set({ regions: '["SE","DK"]' }).execute()
  })
  return code
}

let keys = 0
async function enter(it: WorldCollar, code: string) {
  const request = { actor: it.owner.actor, deviceId: it.deviceId, code, idempotencyKey: `key-${keys++}` }
  const outcome = await redeem(world.running().house, request)
  return outcome.kind === 'refused' ? [outcome.refusal, outcome.params.where] : outcome.kind
}

test('a traveller’s code for home is refused where the collar is, before OK too, and good again at home', async () => {
  const it = await begin()
  const code = await soldAtHome()
  it.collar.visit(NORWAY)
  await world.advance(2 * MINUTE)
  const { house } = world.running()
  const told = await preview(house, { actor: it.owner.actor, deviceId: it.deviceId, code })
  expect(told).toMatchObject({ kind: 'refused', refusal: 'region-restricted', params: { where: 'device' } })
  expect(await enter(it, code)).toEqual(['region-restricted', 'device'])
  expect((await seeDevice(house, it.owner.actor, it.deviceId))?.network).toMatchObject({ mnc: '01', countries: ['NO'] })
  it.collar.visit(null)
  await world.advance(2 * MINUTE)
  expect(await enter(it, code)).toBe('accepted')
})

test('a collar that has not told its network for a day may be anywhere: the owner’s country decides', async () => {
  const it = await begin()
  const code = await soldAtHome()
  it.collar.visit(NORWAY)
  await world.advance(3 * MINUTE)
  await it.collar.power('off')
  await world.advance(23 * HOUR)
  expect(await enter(it, code)).toEqual(['region-restricted', 'device'])
  await world.advance(2 * HOUR)
  expect(await enter(it, code)).toBe('accepted')
})

test('while a collar stays where it is, that it is there does not grow old', async () => {
  const it = await begin()
  const code = await soldAtHome()
  it.collar.visit(NORWAY)
  await world.advance(30 * HOUR)
  expect(await enter(it, code)).toEqual(['region-restricted', 'device'])
})

test('a network that is in no country says nothing of where the collar is', async () => {
  const it = await begin()
  const code = await soldAtHome()
  it.collar.visit(SATELLITE)
  await world.advance(2 * MINUTE)
  expect(await enter(it, code)).toBe('accepted')
})

test('the owner’s country counts wherever the collar is', async () => {
  const it = await begin()
  const code = await soldAtHome()
  await world.running().house.ledger.transact('move', async (tx) => {
    await tx.updateTable('accounts').set({ country: 'DE' }).execute()
  })
  expect(await enter(it, code)).toEqual(['region-restricted', 'account'])
})
