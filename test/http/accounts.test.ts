import { afterAll, beforeAll, expect, test } from 'vitest'
import { as, OPERATOR_TOKEN, type OpenDoor, openDoor } from './open-door.ts'

let door: OpenDoor
beforeAll(async () => {
  door = await openDoor()
})
afterAll(() => door.close())

const PASSWORD = 'a password of some length'
const household = (changes: object = {}, user: object = {}) => ({
  kind: 'customer',
  name: 'Familjen Ek',
  country: 'SE',
  user: { email: 'ek@example.org', name: 'Ek', language: 'sv', level: 'owner', password: PASSWORD, ...user },
  ...changes,
})
const open = (payload: object, authorization = `Bearer ${OPERATOR_TOKEN}`) =>
  door.api.inject({ method: 'POST', url: '/api/v1/accounts', payload, headers: { authorization } })

test('on a system that has nobody yet the operator opens the first account, and its user can sign in', async () => {
  const opened = await open(household())
  expect(opened.statusCode).toBe(201)
  expect(opened.json()).toEqual({ accountId: expect.any(String), userId: expect.any(String) })
  const login = { email: 'ek@example.org', password: PASSWORD }
  const session = await door.api.inject({ method: 'POST', url: '/api/v1/session', payload: login })
  expect(session.json().user.memberships).toMatchObject([{ accountName: 'Familjen Ek', level: 'owner' }])
})

test('an address that is taken, in whatever capitals, is told and opens nothing', async () => {
  await open(household({}, { email: 'twice@example.org' }))
  const again = await open(household({}, { email: 'TWICE@example.org' }))
  expect(again.json()).toMatchObject({
    code: 'invalid-request',
    errors: [{ path: '/body/user/email', message: 'is taken' }],
  })
})

test('the first user’s level fits the kind of account', async () => {
  const wrong = await open(household({}, { email: 'x@example.org', level: 'admin' }))
  expect(wrong.json()).toMatchObject({ code: 'invalid-request', errors: [{ path: '/body/user/level' }] })
  const office = await open(household({ kind: 'office' }, { email: 'office@example.org', level: 'support' }))
  expect(office.statusCode).toBe(201)
})

test.each([
  ['no country', { country: 'Sweden' }, {}],
  ['an address that is none', {}, { email: 'ek' }],
  ['a short password', {}, { email: 'y@example.org', password: 'short' }],
])('%s is an invalid request', async (_, changes, user) => {
  expect((await open(household(changes, user))).json()).toMatchObject({ status: 400, code: 'invalid-request' })
})

test('an owner may not open accounts for others', async () => {
  const owner = await door.person('owner')
  const { headers } = as(owner)
  const answer = await door.api.inject({
    method: 'POST',
    url: '/api/v1/accounts',
    payload: household({}, { email: 'z@example.org' }),
    headers,
  })
  expect(answer.json()).toMatchObject({ status: 403, code: 'forbidden' })
})
