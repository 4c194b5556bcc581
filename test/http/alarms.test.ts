import { afterAll, beforeAll, expect, test } from 'vitest'
import { openAlarm } from '../../src/flows/alarms/steps.ts'
import { as, OPERATOR_TOKEN, type OpenDoor, openDoor } from './open-door.ts'

let door: OpenDoor
let owner: Awaited<ReturnType<OpenDoor['person']>>
let device: string
beforeAll(async () => {
  door = await openDoor()
  owner = await door.person('owner')
  device = await door.collar(owner.accountId)
})
afterAll(() => door.close())

const ask = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) =>
  door.api.inject({ method, url, ...(payload ? { payload } : {}), ...as(owner) })
const happens = (rule: 'battery' | 'disagreement', subject: string) =>
  door.house.ledger.transact('alarm', (tx) => {
    const now = door.house.world.clock.now()
    const of = { accountId: owner.accountId, deviceId: device, rule, subject } as const
    return openAlarm(door.house, tx, of, { at: now - 3_600_000, knownAt: now }, { value: 5 })
  })

test('alarms are listed page by page, taken on, and shown to support', async () => {
  for (const subject of ['a', 'b', 'c']) await happens('disagreement', subject)
  const first = (await ask('GET', '/api/v1/alarms?limit=2&open=true')).json()
  expect(first.items).toMatchObject([
    { rule: 'disagreement', class: 'function', state: 'open', late: true, device: { id: device } },
    { details: [{ name: 'value', value: '5' }] },
  ])
  const rest = (await ask('GET', `/api/v1/alarms?limit=2&cursor=${first.next}&deviceId=${device}`)).json()
  expect(rest.items).toHaveLength(1)
  const { id } = rest.items[0]
  expect((await ask('POST', `/api/v1/alarms/${id}/acknowledgement`)).statusCode).toBe(204)
  const { imei } = (await ask('GET', `/api/v1/devices/${device}`)).json()
  const found = await door.api.inject({
    method: 'POST',
    url: '/api/v1/support/lookup',
    payload: { text: imei },
    ...as(OPERATOR_TOKEN),
  })
  expect(found.json().alarms.map(({ state }: { state: string }) => state)).toEqual(['open', 'open', 'acknowledged'])
})

test('what a collar is watched for is chosen over the account’s defaults', async () => {
  await ask('PUT', '/api/v1/alarm-settings', { validity: { days: 60 }, battery: { percent: 30 } })
  const url = `/api/v1/devices/${device}/alarm-settings`
  const chosen = await ask('PUT', url, { battery: { on: false } })
  expect(chosen.json()).toMatchObject({
    chosen: { battery: { on: false } },
    above: { battery: { on: true, percent: 30 }, validity: { on: true, days: 60 } },
    inForce: { battery: { on: false, percent: 30 }, validity: { on: true, days: 60 } },
  })
  expect((await ask('GET', url)).json()).toEqual(chosen.json())
  const defaults = (await ask('GET', '/api/v1/alarm-settings')).json()
  expect(defaults).toMatchObject({ above: { validity: { days: 30 } }, inForce: { validity: { days: 60 } } })
})

test.each([
  { validity: { days: 0 } },
  { validity: { days: 101 } },
  { validity: { days: 1.5 } },
  { battery: { percent: 200 } },
  { noContact: { hours: -1 } },
  { weather: { on: true } },
])('settings of %j are refused by name', async (body) => {
  const answer = await ask('PUT', `/api/v1/devices/${device}/alarm-settings`, body)
  expect([answer.statusCode, answer.json().code]).toEqual([400, 'invalid-request'])
})

const zone = (shape: object) => ({ name: 'home', shape, onLeft: true, onEntered: true })

test('zones are drawn, listed and taken away', async () => {
  const url = `/api/v1/devices/${device}/zones`
  const points = [
    [59, 15],
    [59.01, 15],
    [59.01, 15.01],
  ]
  const drawn = (await ask('POST', url, zone({ type: 'polygon', points }))).json()
  expect((await ask('GET', url)).json().items).toEqual([drawn])
  const square = { type: 'polygon', points: [...points, [59, 15.01]] }
  const anew = (await ask('PUT', `/api/v1/zones/${drawn.id}`, zone(square))).json()
  expect([anew.shape, anew.id === drawn.id]).toEqual([square, false])
  const named = { ...zone(square), name: 'away' }
  expect((await ask('PUT', `/api/v1/zones/${anew.id}`, named)).json()).toEqual({ ...anew, name: 'away' })
  expect((await ask('PUT', `/api/v1/zones/${drawn.id}`, named)).statusCode).toBe(404)
  expect((await ask('GET', url)).json().items).toEqual([{ ...anew, name: 'away' }])
  expect((await ask('DELETE', `/api/v1/zones/${anew.id}`)).statusCode).toBe(204)
  expect((await ask('DELETE', `/api/v1/zones/${drawn.id}`)).statusCode).toBe(404)
  expect((await ask('GET', url)).json().items).toEqual([])
})

test.each([
  { type: 'circle', lat: 59, lon: 15, radiusM: 1 },
  { type: 'circle', lat: 159, lon: 15, radiusM: 100 },
  { type: 'polygon', points: [[59, 15]] },
  {
    type: 'polygon',
    points: [
      [59, 15],
      [60, 30],
      [61, 15],
    ],
  },
  { type: 'spiral' },
])('a zone of %j is refused by name', async (shape) => {
  const answer = await ask('POST', `/api/v1/devices/${device}/zones`, zone(shape))
  expect([answer.statusCode, answer.json().code]).toEqual([400, 'invalid-request'])
})

test('edges that cross are refused by that name, also of a zone that is drawn anew', async () => {
  const url = `/api/v1/devices/${device}/zones`
  const points = [
    [59, 15],
    [59.01, 15.01],
    [59, 15.01],
    [59.01, 15],
  ]
  const bow = zone({ type: 'polygon', points })
  const refused = await ask('POST', url, bow)
  expect([refused.statusCode, refused.json().errors[0].message]).toEqual([400, expect.stringMatching(/^crossing: /)])
  const { id } = (await ask('POST', url, zone({ type: 'circle', lat: 59, lon: 15, radiusM: 100 }))).json()
  expect((await ask('PUT', `/api/v1/zones/${id}`, bow)).json().errors[0].message).toMatch(/^crossing: /)
  expect((await ask('DELETE', `/api/v1/zones/${id}`)).statusCode).toBe(204)
})
