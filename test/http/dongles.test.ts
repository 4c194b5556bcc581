import { afterAll, beforeAll, expect, test } from 'vitest'
import { unlockCode } from '../../src/licences/unlock-code.ts'
import { as, OPERATOR_TOKEN, type OpenDoor, openDoor, type Person } from './open-door.ts'

let door: OpenDoor
let owner: Person
beforeAll(async () => {
  door = await openDoor()
  owner = await door.person('owner')
})
afterAll(() => door.close())

const post = (url: string, payload: object, person: Person | string = owner) =>
  door.api.inject({ method: 'POST', url, payload, ...as(person) })
const get = async (url: string, person: Person | string = owner) =>
  (await door.api.inject({ url, ...as(person) })).json()

test('production registers dongles item by item and is told each one’s key, its version and its bridge’s secret', async () => {
  const secret = Buffer.alloc(32, 7).toString('base64url')
  const dongles = [
    { caratId: 'abcdef01', name: 'till', accountId: owner.accountId },
    { caratId: 'ABCDEF02', secret },
    { caratId: '00000000' },
    { caratId: 'ABCDEF03', accountId: 'nobody' },
    { caratId: 'ABCDEF04', keyVersion: 9 },
  ]
  const answer = await post('/api/v1/stock/dongles', { dongles }, OPERATOR_TOKEN)
  expect(answer.json().items).toEqual([
    {
      caratId: 'ABCDEF01',
      outcome: 'registered',
      deviceId: expect.any(String),
      key: expect.stringMatching(/^[\w-]{43}$/),
      keyVersion: 1,
      secret: expect.stringMatching(/^[\w-]{43}$/),
    },
    { caratId: 'ABCDEF02', outcome: 'invalid', field: 'accountId' },
    { caratId: '00000000', outcome: 'invalid', field: 'accountId' },
    { caratId: 'ABCDEF03', outcome: 'invalid', field: 'accountId' },
    { caratId: 'ABCDEF04', outcome: 'invalid', field: 'accountId' },
  ])
  await door.person('admin', 'office')
  const again = await post('/api/v1/stock/dongles', { dongles }, OPERATOR_TOKEN)
  expect(again.json().items.slice(1)).toEqual([
    {
      caratId: 'ABCDEF02',
      outcome: 'registered',
      deviceId: expect.any(String),
      key: expect.any(String),
      keyVersion: 1,
      secret,
    },
    { caratId: '00000000', outcome: 'invalid', field: 'caratId' },
    { caratId: 'ABCDEF03', outcome: 'invalid', field: 'accountId' },
    { caratId: 'ABCDEF04', outcome: 'invalid', field: 'keyVersion' },
  ])
  expect(again.json().commandKeys).toHaveLength(1)
  const lines = door.lines.join()
  for (const told of [answer.json().items[0].key, answer.json().items[0].secret, secret])
    expect(lines).not.toContain(told)
})

test.each([
  [{ caratId: 'ABCDEF0' }],
  [{ caratId: 'ABCDEF0G' }],
  [{ caratId: 'ABCDEF01', keyVersion: 256 }],
  [{ caratId: 'ABCDEF01', publicKey: 'x' }],
  [{ caratId: 'ABCDEF01', name: 'a\u0000' }],
])('%j is no dongle', async (dongle) => {
  const answer = await post('/api/v1/stock/dongles', { dongles: [dongle] }, OPERATOR_TOKEN)
  expect(answer.statusCode).toBe(400)
})

test('a dongle is a device with a Carat-ID; its licences tell what is released and how far it has come', async () => {
  const { deviceId, caratId } = await door.dongle(owner.accountId)
  const licenceNumber = `${caratId}0BADCAFE`
  expect(await get(`/api/v1/devices/${deviceId}`)).toMatchObject({ kind: 'dongle', caratId, online: false })
  expect(await get(`/api/v1/devices/${deviceId}/licences`)).toEqual({ items: [] })
  const releaseId = await door.release(licenceNumber, { kind: 'points', points: 5 })
  expect((await get(`/api/v1/devices/${deviceId}/licences`)).items).toEqual([
    {
      licenceNumber,
      present: false,
      released: { points: 5, e: false },
      releases: [{ id: releaseId, type: '5P', releasedAt: expect.any(String), state: 'queued' }],
    },
  ])
  expect((await get(`/api/v1/devices/${deviceId}/unlocks`)).items).toEqual([
    {
      id: expect.any(String),
      releaseId,
      licenceNumber,
      type: '5P',
      state: 'queued',
      history: [{ state: 'queued', at: expect.any(String) }],
    },
  ])
})

test('a collar has no licences', async () => {
  const collar = await door.collar(owner.accountId)
  const answer = await door.api.inject({ url: `/api/v1/devices/${collar}/licences`, ...as(owner) })
  expect(answer.statusCode).toBe(404)
  expect((await get(`/api/v1/devices/${collar}/unlocks`)).items).toEqual([])
})

test('unlocks are listed page by page', async () => {
  const { deviceId, caratId } = await door.dongle(owner.accountId)
  for (const points of [1, 3, 5]) await door.release(`${caratId}0BADCAFE`, { kind: 'points', points })
  const first = await get(`/api/v1/devices/${deviceId}/unlocks?limit=2`)
  const second = await get(`/api/v1/devices/${deviceId}/unlocks?limit=2&cursor=${first.next}`)
  const types = [...first.items, ...second.items].map(({ type }: { type: string }) => type)
  expect(types).toEqual(['5P', '3P', '1P'])
  expect(second.next).toBeNull()
})

test('a person fetches the unlock code of what is released, as often as they like, and each time is audited', async () => {
  const { deviceId, caratId, told } = await door.dongle(owner.accountId)
  const licenceNumber = `${caratId}0BADCAFE`
  const release = await door.release(licenceNumber, { kind: 'points', points: 5 })
  const url = `/api/v1/devices/${deviceId}/unlock-codes`
  const code = unlockCode(told.key, licenceNumber, { kind: 'points', points: 5 }, 1)
  for (let times = 0; times < 2; times++) {
    const answer = await post(url, { licenceNumber: licenceNumber.toLowerCase(), type: '5p' })
    expect(answer.json()).toEqual({ code: code.replace(/(.{4})(?=.)/g, '$1-') })
    expect(answer.headers['cache-control']).toBe('no-store')
  }
  const deeds = await door.house.ledger.reads
    .selectFrom('audit')
    .select(['actor', 'subject', 'details'])
    .where('act', '=', 'fetch-unlock-code')
    .execute()
  const deed = { actor: `user:${owner.userId}`, subject: `release:${release}`, details: '{"kind":"points","points":5}' }
  expect(deeds).toEqual([deed, deed])
  expect(door.lines.join()).not.toContain(code.slice(0, 4))
})

test('there is no code for what is not released, nor for another dongle’s licence number', async () => {
  const { deviceId, caratId } = await door.dongle(owner.accountId)
  const others = await door.dongle((await door.person('owner')).accountId)
  await door.release(`${caratId}0BADCAFE`, { kind: 'points', points: 5 })
  await door.release(`${others.caratId}0BADCAFE`, { kind: 'points', points: 5 })
  const url = `/api/v1/devices/${deviceId}/unlock-codes`
  const wanted: [string, string][] = [
    [`${caratId}0BADCAFE`, '7P'],
    [`${caratId}0BADCAFE`, 'E'],
    [`${caratId}0BADCAFF`, '5P'],
    [`${others.caratId}0BADCAFE`, '5P'],
  ]
  for (const [licenceNumber, type] of wanted) {
    const answer = await post(url, { licenceNumber, type })
    expect([answer.statusCode, answer.json().code]).toEqual([409, 'not-released'])
  }
  for (const body of [
    { licenceNumber: `${caratId}0BADCAFE`, type: '255P' },
    { licenceNumber: 'short', type: '5P' },
  ])
    expect((await post(url, body)).json().code).toBe('invalid-request')
})

test('a release that was refused is sent again when a person wants it, once while it is open', async () => {
  const { deviceId, caratId } = await door.dongle(owner.accountId)
  const releaseId = await door.release(`${caratId}0BADCAFE`, { kind: 'e' })
  const url = `/api/v1/devices/${deviceId}/unlocks`
  expect((await post(url, { releaseId })).json()).toEqual({ outcome: 'already-open' })
  await door.house.ledger.transact('refused', async (tx) => {
    const refused = { state: 'refused', reason: 'wrong-code', settled_at: 1 }
    await tx.updateTable('commands').set(refused).where('release_id', '=', releaseId).execute()
  })
  expect((await post(url, { releaseId })).json()).toEqual({ outcome: 'queued' })
  expect((await get(url)).items.map(({ state }: { state: string }) => state)).toEqual(['queued', 'refused'])
  const foreign = await door.release('CAFECAFE0BADCAFE', { kind: 'e' })
  expect((await post(url, { releaseId: foreign })).statusCode).toBe(404)
})

test('a new owner sees the licences, and none of the commands from before', async () => {
  const { deviceId, caratId } = await door.dongle(owner.accountId)
  await door.release(`${caratId}0BADCAFE`, { kind: 'e' })
  const buyer = await door.person('owner')
  await door.clock.advance(1_000)
  await door.house.ledger.transact('hand over', async (tx) => {
    const at = door.clock.now()
    await tx.updateTable('ownerships').set({ until_at: at }).where('device_id', '=', deviceId).execute()
    const row = { device_id: deviceId, account_id: buyer.accountId, series_id: 'new', from_at: at, until_at: null }
    await tx
      .insertInto('ownerships')
      .values({ id: 'new', ...row })
      .execute()
  })
  expect((await get(`/api/v1/devices/${deviceId}/unlocks`, buyer)).items).toEqual([])
  expect((await get(`/api/v1/devices/${deviceId}/licences`, buyer)).items).toHaveLength(1)
})
