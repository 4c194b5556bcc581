import { afterEach, beforeEach, expect, test } from 'vitest'
import { packSamples } from '../../src/telemetry/packed.ts'
import { koppelAt } from '../cli/koppel-at.ts'
import { as, type OpenDoor, openDoor, type Person } from './open-door.ts'

let door: OpenDoor
let anna: Person
let bo: Person
beforeEach(async () => {
  door = await openDoor()
  anna = await door.person('owner')
  bo = await door.person('owner')
})
afterEach(() => door.close())

const post = async (who: Person, url: string, payload: object = {}) => {
  const answer = await door.api.inject({ method: 'POST', url: `/api/v1/${url}`, payload, ...as(who) })
  return { status: answer.statusCode, ...answer.json() }
}
const get = async (who: Person, url: string) => {
  const answer = await door.api.inject({ url: `/api/v1/${url}`, ...as(who) })
  return { status: answer.statusCode, ...answer.json() }
}

test('a collar is offered, taken, and seen by its new owner; the former one keeps what it measured', async () => {
  const device = await door.collar(anna.accountId)
  const [owned] = await door.house.ledger.reads.selectFrom('ownerships').select('series_id').execute()
  await door.house.telemetry.write(
    packSamples([{ seriesId: owned?.series_id ?? '', samples: [{ at: door.clock.now(), bat: 77 }] }]),
  )
  await door.clock.advance(1_000)
  const { id } = await post(anna, 'hand-overs', { deviceId: device, email: bo.email })
  expect(await get(bo, `agreements/${id}`)).toMatchObject({ kind: 'hand-over', deviceName: 'Bella', confirmed: [] })
  expect((await post(bo, `agreements/${id}/confirmation`)).outcome).toBe('confirmed')
  expect((await get(anna, 'agreements')).items).toMatchObject([{ id, confirmed: ['taker'] }])
  expect((await post(anna, `agreements/${id}/confirmation`)).outcome).toBe('done')
  expect((await post(anna, `agreements/${id}/confirmation`)).code).toBe('agreement-over')
  const now = await get(bo, `devices/${device}`)
  expect(now).toMatchObject({ status: 200, owner: { accountId: bo.accountId } })
  expect(now.batteryPercent).toBeUndefined()
  expect((await get(anna, 'devices')).items).toEqual([])
  const former = await get(anna, `devices/${device}`)
  expect(former).toMatchObject({ status: 200, batteryPercent: 77, owner: { accountId: anna.accountId } })
  expect([former.sim, former.name]).toEqual([undefined, former.imei])
  const from = new Date(door.clock.now() - 3_600_000).toISOString()
  const series = `devices/${device}/series?field=bat&from=${from}`
  expect([(await get(anna, series)).points.length, (await get(bo, series)).points.length]).toEqual([1, 0])
  expect((await post(anna, 'hand-overs', { deviceId: device, email: bo.email })).code).toBe('not-found')
})

test('two accounts become one: the one asked sees the plan and confirms first', async () => {
  const device = await door.collar(bo.accountId)
  const { id } = await post(anna, 'merges', { email: bo.email })
  expect((await get(anna, `agreements/${id}`)).plan).toBeUndefined()
  expect((await post(anna, `agreements/${id}/confirmation`)).code).toBe('agreement-other-side-first')
  const plan = { moves: { devices: 1, users: 1 }, collisions: [], after: { devices: 1, users: 2, credits: 0 } }
  expect((await get(bo, `agreements/${id}`)).plan).toMatchObject(plan)
  expect((await post(bo, `agreements/${id}/confirmation`)).outcome).toBe('confirmed')
  expect((await post(bo, `agreements/${id}/confirmation`)).code).toBe('agreement-confirmed-already')
  expect((await get(anna, `agreements/${id}`)).plan).toMatchObject(plan)
  expect((await post(anna, `agreements/${id}/confirmation`)).outcome).toBe('done')
  for (const who of [anna, bo]) expect((await get(who, 'devices')).items).toMatchObject([{ id: device }])
  expect((await get(bo, 'account')).accountId).toBe(anna.accountId)
  expect((await post(anna, 'merges', { email: bo.email })).status).toBe(201)
})

test('the pages of both sides hear of each step, as far as they are known', async () => {
  const heard = async (of: string, { accountId }: Person) => {
    const events = door.house.ledger.reads.selectFrom('events').select('body').where('account_id', '=', accountId)
    const rows = await events.where('topic', '=', `agreement:${of}`).orderBy('id').execute()
    return rows.map(({ body }) => (JSON.parse(body) as { state: string }).state)
  }
  const { id } = await post(anna, 'merges', { email: bo.email })
  expect([await heard(id, anna), await heard(id, bo)]).toEqual([['open'], []])
  await post(bo, `agreements/${id}/confirmation`)
  expect([await heard(id, anna), await heard(id, bo)]).toEqual([['open', 'open'], ['open']])
  await post(anna, `agreements/${id}/cancellation`)
  expect([await heard(id, anna), await heard(id, bo)]).toEqual([
    ['open', 'open', 'cancelled'],
    ['open', 'cancelled'],
  ])
})

test('staff act for one side; one account is not merged with itself; what cannot be any more is told', async () => {
  const support = await door.person('support', 'office')
  const device = await door.collar(anna.accountId)
  const { id } = await post(anna, 'hand-overs', { deviceId: device, email: bo.email })
  const giver = { side: 'giver', reason: 'called us' }
  expect((await post(support, `agreements/${id}/confirmation`, { side: 'giver' })).errors[0].path).toBe('/body/reason')
  expect((await post(support, `agreements/${id}/confirmation`, giver)).outcome).toBe('confirmed')
  const taker = { side: 'taker', reason: 'called us', accountId: bo.accountId }
  expect((await post(support, `agreements/${id}/confirmation`, taker)).code).toBe('agreement-one-side-only')
  await door.house.ledger.transact('taken away', async (tx) => {
    await tx.updateTable('ownerships').set({ account_id: support.accountId }).execute()
  })
  expect((await post(bo, `agreements/${id}/confirmation`)).code).toBe('agreement-not-possible')
  const own = await post(anna, 'merges', { email: anna.email })
  expect(
    (await post(anna, `agreements/${own.id}/confirmation`, { side: 'giver', accountId: anna.accountId })).code,
  ).toBe('agreement-same-account')
})

test('the command line offers, shows, confirms and cancels', async () => {
  await door.collar(anna.accountId)
  const run = (who: Person, ...argv: string[]) => koppelAt(door, ['agreement', ...argv], { token: who.token })
  const id = (await run(anna, 'offer', 'Bella', bo.email)).out.trim()
  expect((await run(bo, 'list')).out).toContain(id)
  expect((await run(bo, 'confirm', id)).out).toBe('confirmed\n')
  expect((await run(anna, 'cancel', id)).out).toBe('cancelled\n')
  const merge = (await run(anna, 'merge', bo.email)).out.trim()
  expect((await run(bo, 'show', merge)).out).toContain('"collisions"')
  expect((await run(bo, 'ask', '1')).exit).toBe(1)
})

test('support say why they cancel, and either side reads it, also on the command line', async () => {
  await door.collar(anna.accountId)
  const support = await door.person('support')
  const run = (who: Person, ...argv: string[]) => koppelAt(door, ['agreement', ...argv], { token: who.token })
  const id = (await run(anna, 'offer', 'Bella', bo.email)).out.trim()
  expect((await post(support, `agreements/${id}/cancellation`)).code).toBe('invalid-request')
  expect((await run(support, 'cancel', id, '--reason', 'reported stolen')).out).toBe('cancelled\n')
  for (const who of [anna, bo]) {
    expect(await get(who, `agreements/${id}`)).toMatchObject({ state: 'cancelled', cancelReason: 'reported stolen' })
    expect((await run(who, 'show', id)).out).toContain('Cancelled by staff: reported stolen\n')
  }
})
