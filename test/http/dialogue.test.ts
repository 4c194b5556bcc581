import { afterAll, beforeAll, expect, test } from 'vitest'
import { as, OPERATOR_TOKEN, type OpenDoor, openDoor, type Person } from './open-door.ts'

const NUMBER = '1234567890ABCDEF'
let door: OpenDoor
let admin: Person
let owner: Person
beforeAll(async () => {
  door = await openDoor()
  admin = await door.person('admin', 'office')
  owner = await door.person('owner')
})
afterAll(() => door.close())

const post = (url: string, payload: object, who?: Person | string, headers = {}) =>
  door.api.inject({ method: 'POST', url: `/api/v1${url}`, payload, ...(who ? as(who, headers) : {}) })
const get = async (url: string, who: Person | string = admin) =>
  (await door.api.inject({ url: `/api/v1${url}`, ...as(who) })).json()
const FORM = { phone: '+43 664 1234567', name: 'Anna Gruber', company: 'Zahnlabor', language: 'de', consent: true }

test('a form that anybody fills in, with consent; the office approves it, and withdraws the number again', async () => {
  expect((await post('/sms/number-requests', { ...FORM, consent: false })).statusCode).toBe(400)
  expect((await post('/sms/number-requests', { ...FORM, language: 'xx' })).statusCode).toBe(400)
  const asked = await post('/sms/number-requests', FORM)
  expect([asked.statusCode, asked.json()]).toEqual([202, { state: 'requested' }])
  const [request] = (await get('/sms/number-requests')).items
  expect(request).toMatchObject({ phone: '+436641234567', name: 'Anna Gruber', state: 'requested' })
  const both = { accountId: owner.accountId, account: { name: 'x', country: 'AT' } }
  expect((await post(`/sms/number-requests/${request.id}/approval`, both, admin)).statusCode).toBe(400)
  const approved = await post(`/sms/number-requests/${request.id}/approval`, { accountId: owner.accountId }, admin)
  expect([approved.statusCode, approved.json().accountId]).toEqual([201, owner.accountId])
  expect((await get('/sms/numbers')).items).toMatchObject([{ phone: '+436641234567', state: 'active', language: 'de' }])
  expect(
    (await post('/sms/numbers', { phone: '+436641234567', accountId: owner.accountId }, admin)).json().errors,
  ).toMatchObject([{ path: '/body/phone' }])
  expect((await post(`/sms/numbers/${approved.json().id}/withdrawal`, {}, admin)).json()).toEqual({
    state: 'withdrawn',
  })
})

test('the form is limited by network', async () => {
  const codes: number[] = []
  for (let at = 0; at < 6; at++) codes.push((await post('/sms/number-requests', FORM)).statusCode)
  expect(codes.at(-1)).toBe(429)
})

test('a customer orders and sees their orders; the office releases and sees what is released', async () => {
  const order = { licenceNumber: NUMBER.toLowerCase(), type: '5p' }
  const ordered = await post('/licences/orders', order, owner, { 'idempotency-key': 'one' })
  expect([ordered.statusCode, ordered.json()]).toEqual([
    201,
    expect.objectContaining({
      licenceNumber: NUMBER,
      type: '5P',
      pricing: 'new',
      amountMinor: 97_000,
      currency: 'EUR',
    }),
  ])
  expect((await post('/licences/orders', order, owner, { 'idempotency-key': 'one' })).json()).toEqual(ordered.json())
  const again = await post('/licences/orders', order, owner, { 'idempotency-key': 'two' })
  expect([again.statusCode, again.json().code]).toEqual([409, 'released-already'])
  expect((await post('/licences/orders', order, owner)).json().code).toBe('idempotency-key-missing')
  expect((await get('/licences/orders', owner)).items).toHaveLength(1)
  expect((await post('/licences/releases', { licenceNumber: NUMBER, type: '255P' }, admin)).statusCode).toBe(400)
  expect((await post('/licences/releases', { licenceNumber: NUMBER, type: 'E' }, admin)).json()).toMatchObject({
    type: 'E',
    counter: 1,
  })
  const twice = await post('/licences/releases', { licenceNumber: NUMBER, type: 'E' }, admin)
  expect([twice.statusCode, twice.json().code]).toEqual([409, 'released-already'])
  expect((await get(`/licences/releases?number=${NUMBER}`, OPERATOR_TOKEN)).items).toHaveLength(2)
  expect((await get('/sms/dialogue')).items).toEqual([])
})

test('a dry run tells what an order would come to and whom it would be invoiced to, and orders nothing', async () => {
  const order = { licenceNumber: '22334455AABBCCDD', type: '5P' }
  const looked = await post('/licences/orders?dryRun=true', order, owner)
  expect([looked.statusCode, looked.json()]).toEqual([
    200,
    {
      accountId: owner.accountId,
      accountName: expect.any(String),
      pricing: 'new',
      amountMinor: 97_000,
      currency: 'EUR',
      priceList: '2026-1',
      heldPoints: 0,
      toDongle: false,
    },
  ])
  expect((await get('/licences/releases?number=22334455')).items).toEqual([])
  const placed = await post('/licences/orders', order, owner, { 'idempotency-key': 'after-look' })
  expect(placed.json()).toMatchObject({ pricing: 'new', amountMinor: 97_000 })
  expect((await post('/licences/orders?dryRun=true', { ...order, type: '7P' }, owner)).json()).toMatchObject({
    pricing: 'upgrade',
    amountMinor: 24_000,
    heldPoints: 5,
  })
  expect((await post('/licences/orders?dryRun=true', { ...order, type: '3P' }, owner)).json().code).toBe(
    'released-already',
  )
  expect((await get(`/licences/orders?licenceNumber=${order.licenceNumber}`)).items).toMatchObject([
    { priceList: '2026-1', accountName: looked.json().accountName, number: placed.json().number },
  ])
})

test('requests are shown by state, and the dialogue by answer and number', async () => {
  expect((await get('/sms/number-requests?state=approved')).items).toHaveLength(1)
  expect((await get('/sms/number-requests?state=rejected')).items).toEqual([])
  expect((await get('/sms/number-requests?state=x')).code).toBe('invalid-request')
  expect((await get('/sms/dialogue?answer=refused')).items).toEqual([])
  expect((await get('/sms/dialogue?numberId=x')).code).toBe('not-found')
})

test('only the office decides requests', async () => {
  const nobody = '01890000-0000-7000-8000-000000000000'
  const support = await door.person('support', 'office')
  for (const [act, body] of [
    ['approval', { accountId: 'x' }],
    ['rejection', { reason: 'x' }],
  ] as const) {
    for (const who of [owner, support])
      expect((await post(`/sms/number-requests/${nobody}/${act}`, body, who)).statusCode).toBe(403)
    expect((await post(`/sms/number-requests/${nobody}/${act}`, body, admin)).statusCode).toBe(404)
  }
})
