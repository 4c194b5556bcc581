import { afterEach, beforeEach, expect, test } from 'vitest'
import { koppelAt } from '../cli/koppel-at.ts'
import { as, type OpenDoor, openDoor, type Person } from './open-door.ts'

let door: OpenDoor
let owner: Person
let other: Person
let office: Person
beforeEach(async () => {
  door = await openDoor()
  owner = await door.person('owner')
  other = await door.person('owner')
  office = await door.person('admin', 'office')
})
afterEach(() => door.close())

/** A collar in the stock; tells its IMEI. */
async function stocked(): Promise<string> {
  const id = await door.collar(office.accountId)
  return (await door.api.inject({ url: `/api/v1/devices/${id}`, ...as(office) })).json().imei
}
const post = (who: Person, url: string, payload: object) =>
  door.api.inject({ method: 'POST', url: `/api/v1/devices${url}`, payload, ...as(who, { 'accept-language': 'en' }) })

test('an owner enters an IMEI as it is printed, and sees the collar', async () => {
  const imei = await stocked()
  const printed = imei.replace(/^(\d\d)(\d{6})/, '$1 $2-')
  const made = await post(owner, '', { imei: printed, name: 'Bella' })
  expect([made.statusCode, made.json().outcome]).toEqual([201, 'registered'])
  const seen = await door.api.inject({ url: `/api/v1/devices/${made.json().deviceId}`, ...as(owner) })
  expect(seen.json()).toMatchObject({ name: 'Bella', imei, owner: { accountId: owner.accountId } })
  expect((await post(owner, '', { imei })).statusCode).toBe(200)
})

test('a second account learns nothing but that it may ask for a change of ownership', async () => {
  const imei = await stocked()
  await post(owner, '', { imei })
  const taken = await post(other, '', { imei })
  const unknown = await post(other, '', { imei: '490154203237518' })
  expect([taken.statusCode, taken.json().code]).toEqual([409, 'imei-not-available'])
  expect(taken.json()).toEqual(unknown.json())
  expect(taken.json().detail).toContain('change of ownership')
  expect(taken.body).not.toContain(owner.accountId)
})

test('a dongle is registered by the licence number that its software shows, also one that a closed account left', async () => {
  const { caratId, deviceId } = await door.dongle(office.accountId)
  const shown = `${caratId.toLowerCase()} 2be81d3f`
  const made = await post(owner, '', { caratId: shown, name: 'till' })
  expect([made.statusCode, made.json()]).toEqual([201, { deviceId, outcome: 'registered' }])
  const seen = await door.api.inject({ url: `/api/v1/devices/${deviceId}`, ...as(owner) })
  expect(seen.json()).toMatchObject({ name: 'till', caratId, owner: { accountId: owner.accountId } })
  await door.house.ledger.transact('left', (tx) =>
    tx.deleteFrom('ownerships').where('device_id', '=', deviceId).execute(),
  )
  expect((await post(other, '', { caratId })).statusCode).toBe(201)
  expect((await post(other, '', { caratId })).statusCode).toBe(200)
})

test('of a dongle a second account learns as little, and asks for it by its Carat-ID', async () => {
  const { caratId } = await door.dongle(owner.accountId)
  const taken = await post(other, '', { caratId })
  expect([taken.statusCode, taken.json().code]).toEqual([409, 'dongle-not-available'])
  expect(taken.json()).toEqual((await post(other, '', { caratId: 'FC0001FF' })).json())
  expect(taken.json().detail).toContain('change of ownership')
  expect((await post(other, '', { caratId: '12' })).json().code).toBe('invalid-carat-id')
  expect((await post(other, '', { imei: '12' })).json().code).toBe('invalid-imei')
  for (const both of [{}, { imei: '12', caratId }]) expect((await post(other, '', both)).statusCode).toBe(400)
  const asking = { method: 'POST', url: '/api/v1/hand-overs', ...as(other) } as const
  const asked = await door.api.inject({ ...asking, payload: { caratId: `${caratId}2BE81D3F` } })
  expect(asked.statusCode).toBe(201)
  const url = `/api/v1/agreements/${asked.json().id}`
  expect((await door.api.inject({ url, ...as(other) })).json()).toMatchObject({ caratId, confirmed: [] })
  const wrong = await door.api.inject({ ...asking, payload: { caratId: '12' } })
  expect([wrong.statusCode, wrong.json().code]).toEqual([422, 'invalid-carat-id'])
  expect((await door.api.inject({ ...asking, payload: { caratId, imei: '12' } })).statusCode).toBe(400)
})

test('too many guesses are told with the time at which the next is free', async () => {
  for (let at = 0; at < 20; at++) await post(owner, '', { imei: '490154203237518' })
  const answer = await post(owner, '', { imei: '490154203237518' })
  expect([answer.statusCode, answer.json().code]).toEqual([429, 'too-many-imeis'])
  expect(Date.parse(answer.json().retryAt)).toBeGreaterThan(door.clock.now())
})

test('a file is reported line by line, or refused with the line that is broken', async () => {
  const [first, second] = [await stocked(), await stocked()]
  const csv = `imei;name\n${first};Bella\n490154203237518;Rex\n${second};Molly\n`
  const together = (await post(owner, '/registrations', { csv, allOrNothing: true })).json()
  expect([together.registered, together.done]).toEqual([0, false])
  const each = (await post(owner, '/registrations', { csv })).json()
  expect(each.items.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
    'registered',
    'not-available',
    'registered',
  ])
  const broken = await post(owner, '/registrations', { csv: `imei\n${first}\n"` })
  expect([broken.statusCode, broken.json().errors[0].message]).toEqual([400, expect.stringContaining('line 3')])
})

test('a file names dongles as well, by the rules of one: each is told by its Carat-ID, and all or nothing holds for both', async () => {
  const imei = await stocked()
  const [stock, taken] = [await door.dongle(office.accountId), await door.dongle(other.accountId)]
  const csv = `imei,caratId,name\n${imei},,Bella\n,${stock.caratId.toLowerCase()}2be81d3f,till\n,${taken.caratId},\n,12,\n${imei},${stock.caratId},\n,${stock.caratId},\n`
  const outcomes = async (allOrNothing: boolean) => {
    const { items, registered } = (await post(owner, '/registrations', { csv, allOrNothing })).json()
    return [registered, ...items.map(({ outcome }: { outcome: string }) => outcome)]
  }
  const bad = ['not-available', 'invalid-carat-id', 'which-device', 'repeated']
  expect(await outcomes(true)).toEqual([0, 'not-done', 'not-done', ...bad])
  expect(await outcomes(false)).toEqual([2, 'registered', 'registered', ...bad])
  const seen = await door.api.inject({ url: `/api/v1/devices/${stock.deviceId}`, ...as(owner) })
  expect(seen.json()).toMatchObject({ name: 'till', owner: { accountId: owner.accountId } })
  const { items } = (await post(owner, '/registrations', { csv })).json()
  expect(items.map((one: object) => ('imei' in one ? one.imei : 'caratId' in one ? one.caratId : null))).toEqual([
    ...[imei, stock.caratId, taken.caratId, '12', null, stock.caratId],
  ])
})

test('the command line registers one, and a file from standard input', async () => {
  const imei = await stocked()
  const one = await koppelAt(door, ['device', 'register', imei, '--name', 'Bella'], { token: owner.token })
  expect([one.exit, one.out]).toEqual([0, expect.stringContaining('registered')])
  const taken = await koppelAt(door, ['device', 'register', imei], { token: other.token })
  expect([taken.exit, taken.err]).toEqual([1, expect.stringContaining('cannot be registered')])
  const { caratId, deviceId } = await door.dongle(office.accountId)
  const dongle = await koppelAt(door, ['device', 'register', caratId.toLowerCase()], { token: owner.token })
  expect([dongle.exit, dongle.out]).toEqual([0, `${deviceId} registered\n`])
  const file = await koppelAt(door, ['device', 'register', '--csv', '-'], {
    token: owner.token,
    stdin: `caratId\n${caratId}\nFC0001FF\n`,
  })
  expect([file.exit, file.out]).toEqual([1, expect.stringMatching(`^LINE  SERIAL .*\n2     ${caratId}  already-yours`)])
  const asked = await koppelAt(door, ['agreement', 'ask', `${caratId}-2BE81D3F`], { token: other.token })
  expect(asked.exit).toBe(0)
})
