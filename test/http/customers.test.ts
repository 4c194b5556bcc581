import { afterAll, beforeAll, expect, test } from 'vitest'
import { lastMail } from '../accounts/mailed.ts'
import { as, type OpenDoor, openDoor, PASSWORD, type Person } from './open-door.ts'

let door: OpenDoor
let reseller: Person
let other: Person
beforeAll(async () => {
  door = await openDoor()
  reseller = await door.person('reseller', 'reseller')
  other = await door.person('reseller', 'reseller')
})
afterAll(() => door.close())

const NOBODY = '01890000-0000-7000-8000-000000000000'
type Method = 'GET' | 'POST' | 'DELETE'
const ask = async (method: Method, url: string, who?: { token: string }, payload?: object) => {
  const headers = who ? as(who) : {}
  const answer = await door.api.inject({ method, url: `/api/v1${url}`, ...headers, ...(payload ? { payload } : {}) })
  return { status: answer.statusCode, body: answer.body === '' ? null : answer.json() }
}
/** Asked by mail, and agreed by whoever reads it. */
const agree = async (email: string, by = reseller) => {
  const asked = await ask('POST', '/customers', by, { email, name: 'Kennel Nord', country: 'FI' })
  expect([asked.status, asked.body.state]).toEqual([202, 'asked'])
  const { to, token = '' } = await lastMail(door.house)
  expect(to).toBe(email)
  const seen = (await ask('POST', '/links/seen', undefined, { token })).body
  expect(seen).toMatchObject({ kind: 'customer', accountName: 'account of reseller' })
  const used = { token, ...(seen.needsPassword ? { password: PASSWORD } : {}) }
  expect((await ask('POST', '/links/used', undefined, used)).status).toBe(200)
  expect((await ask('POST', '/links/used', undefined, used)).body.code).toBe('link-over')
  return (await ask('POST', '/session', undefined, { email, password: PASSWORD })).body.token as string
}
const customers = async (by: Person) => (await ask('GET', '/customers', by)).body.items
const idsOf = async (by: Person) => (await customers(by)).map(({ accountId }: { accountId: string }) => accountId)
const without = (told: { status: number; body: object }) => ({
  ...told,
  body: { ...told.body, instance: '', requestId: '' },
})

test('who was asked and agreed is a customer with an account of their own; before that nobody is', async () => {
  await ask('POST', '/customers', reseller, { email: 'silent@example.org', name: 'Silent' })
  expect(await customers(reseller)).toEqual([])
  const token = await agree('kennel@example.org')
  const [customer] = await customers(reseller)
  expect(customer).toMatchObject({ name: 'Kennel Nord', country: 'FI', resellerId: reseller.accountId })
  const own = await ask('GET', `/accounts/${customer.accountId}/reseller`, { token })
  expect(own.body.reseller).toMatchObject({ name: 'account of reseller' })
})

test('an account that there is becomes a customer with its devices; the answer to the reseller is the same for every address', async () => {
  const owner = await door.person('owner')
  const device = await door.collar(owner.accountId)
  const of = async (email: string) => {
    const { status, body } = await ask('POST', '/customers', other, { email, name: 'X' })
    return [status, Object.keys(body)]
  }
  expect(await of(owner.email)).toEqual(await of('nobody@example.org'))
  await agree(owner.email)
  const { body } = await ask('GET', `/customers/${owner.accountId}/devices`, reseller)
  expect(body.items).toHaveLength(1)
  expect(body.items[0]).toMatchObject({ id: device, kind: 'collar', simKind: 'tele2' })
  expect(JSON.stringify(body)).not.toMatch(/Bella|lat|lon|lastSeen|network/)
  // The device itself, with places, alarms and invoices, is not for resellers.
  for (const rest of ['', '/track', '/state', '/redemptions', '/series?field=bat'])
    expect((await ask('GET', `/devices/${device}${rest}`, reseller)).status, rest).toBe(404)
})

test('another reseller’s customer is answered like an account that there is not, whatever is tried', async () => {
  const owner = await door.person('owner')
  await agree(owner.email)
  const stock = await door.collar(other.accountId)
  const { serial } = await door.house.ledger.reads
    .selectFrom('devices')
    .select('serial')
    .where('id', '=', stock)
    .executeTakeFirstOrThrow()
  const tries = (id: string) => [
    ['GET', `/customers/${id}/devices`] as const,
    ['GET', `/accounts/${id}/reseller`] as const,
    ['DELETE', `/accounts/${id}/reseller`] as const,
    ['GET', `/accounts/${id}/users`] as const,
    ['GET', `/accounts/${id}/staff-deeds`] as const,
    ['POST', '/devices', { imei: serial, accountId: id }] as const,
    ['POST', '/devices/registrations', { csv: `imei\n${serial}`, accountId: id }] as const,
    ['POST', '/customers', { email: 'a@example.org', name: 'A', accountId: id }] as const,
  ]
  const nothing = tries(NOBODY)
  for (const [at, [method, url, body]] of tries(owner.accountId).entries()) {
    const [, absent = '', payload] = nothing[at] ?? []
    const told = without(await ask(method, url, other, body))
    expect(told, url).toEqual(without(await ask(method, absent, other, payload)))
    expect(told.status, url).toBeGreaterThanOrEqual(403)
  }
  expect(await idsOf(other)).not.toContain(owner.accountId)
  expect(await idsOf(reseller)).toContain(owner.accountId)
})

test('a reseller registers a device for its customer, whose owner sees that; once it is ended, nothing more', async () => {
  const owner = await door.person('owner')
  await agree(owner.email)
  const stock = await door.collar(reseller.accountId)
  const { serial: imei } = await door.house.ledger.reads
    .selectFrom('devices')
    .select('serial')
    .where('id', '=', stock)
    .executeTakeFirstOrThrow()
  const claimed = await ask('POST', '/devices', reseller, { imei, accountId: owner.accountId })
  expect([claimed.status, claimed.body.deviceId]).toEqual([201, stock])
  const deeds = await ask('GET', `/accounts/${owner.accountId}/staff-deeds`, owner)
  expect(deeds.body.items[0]).toMatchObject({ act: 'claim-device', by: 'staff', subject: `device:${stock}` })
  expect((await ask('DELETE', `/accounts/${owner.accountId}/reseller`, owner)).status).toBe(204)
  expect((await ask('GET', `/customers/${owner.accountId}/devices`, reseller)).status).toBe(404)
  expect((await ask('POST', '/devices', reseller, { imei, accountId: owner.accountId })).status).toBe(403)
  expect((await ask('GET', `/accounts/${owner.accountId}/reseller`, owner)).body).toEqual({ reseller: null })
  expect((await ask('DELETE', `/accounts/${owner.accountId}/reseller`, owner)).status).toBe(404)
})

test('agreeing to another reseller ends the first; a manager sees the reseller and cannot end it', async () => {
  const owner = await door.person('owner')
  const manager = await door.person('manager')
  await door.house.ledger.transact('move', async (tx) => {
    const moved = tx.updateTable('memberships').set({ account_id: owner.accountId })
    await moved.where('user_id', '=', manager.userId).execute()
  })
  await agree(owner.email)
  await agree(owner.email, other)
  expect(await idsOf(reseller)).not.toContain(owner.accountId)
  expect(await idsOf(other)).toContain(owner.accountId)
  expect((await ask('GET', `/accounts/${owner.accountId}/reseller`, manager)).status).toBe(200)
  expect((await ask('DELETE', `/accounts/${owner.accountId}/reseller`, manager)).status).toBe(404)
})

test('broken requests are refused, and mails are limited', async () => {
  const of = (body: object) => ask('POST', '/customers', other, body)
  expect((await of({ email: 'x', name: 'X' })).status).toBe(400)
  expect((await of({ email: 'a\nb@example.org', name: 'X' })).status).toBe(400)
  expect((await of({ email: 'a@example.org', name: 'a\nX' })).status).toBe(400)
  expect((await of({ email: 'a@example.org', name: 'X', level: 'admin' })).status).toBe(400)
  for (const id of ['1', '%00', 'x'.repeat(500)])
    expect((await ask('GET', `/customers/${id}/devices`, reseller)).status).toBeGreaterThanOrEqual(400)
  const codes: number[] = []
  for (let at = 0; at < 25; at++) codes.push((await of({ email: `a${at}@example.org`, name: 'X' })).status)
  expect(codes.at(-1)).toBe(429)
})
