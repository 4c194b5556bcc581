import { afterEach, beforeEach, expect, test } from 'vitest'
import { mailed } from '../accounts/mailed.ts'
import { factorOn } from './factor-on.ts'
import { as, type OpenDoor, openDoor, PASSWORD, type Person } from './open-door.ts'

const DAY_MS = 86_400_000
let door: OpenDoor
let owner: Person
let support: Person
let digits: () => string
beforeEach(async () => {
  door = await openDoor()
  owner = await door.person('owner')
  support = await door.person('support', 'office')
  digits = await factorOn(door, owner)
})
afterEach(() => door.close())

/** The wall clock alone: three days of timers are not what is tried. */
const pass = (ms: number): void => door.clock.set(door.clock.now() + ms)
const post = async (url: string, payload: object, who: { token: string } | null = null) => {
  const answer = await door.api.inject({ method: 'POST', url: `/api/v1${url}`, payload, ...(who ? as(who) : {}) })
  return { status: answer.statusCode, body: answer.json() }
}
const signIn = (secondFactor?: string) =>
  post('/session', { email: owner.email, password: PASSWORD, ...(secondFactor ? { secondFactor } : {}) })
const ask = (by: Person = support, email = owner.email) =>
  post('/support/factor-resets', { email, reason: 'telephone in the lake' }, by)
/** The links of the last letter: to confirm (absent where there is none), and to stop. */
const links = async () => {
  const { text } = (await mailed(door.house)).at(-1) ?? { text: '' }
  const all = [...text.matchAll(/#\/link\/([\w-]+)/g)].map(([, token = '']) => token)
  return { confirm: all.length > 1 ? all[0] : undefined, stop: all.at(-1) ?? '' }
}
const follow = (token: string | undefined, password?: string) =>
  post('/links/used', { token: token ?? '', ...(password === undefined ? {} : { password }) })
const confirmed = async () => {
  expect((await ask()).status).toBe(202)
  const { confirm } = await links()
  expect((await follow(confirm, PASSWORD)).status).toBe(200)
}
const deeds = async () =>
  (await door.api.inject({ url: `/api/v1/accounts/${owner.accountId}/staff-deeds`, ...as(owner) })).json().items as {
    act: string
    by: string
  }[]

test('support asks, the person confirms by link and password, and after three days signs in without; every session has ended', async () => {
  await confirmed()
  expect(await deeds()).toContainEqual(expect.objectContaining({ act: 'ask-factor-reset', by: 'staff' }))
  pass(3 * DAY_MS - 60_000)
  expect((await signIn()).body.code).toBe('second-factor-needed')
  pass(120_000)
  expect((await signIn()).status).toBe(201)
  const old = await door.api.inject({ url: '/api/v1/session', ...as(owner) })
  expect(old.statusCode).toBe(401)
  expect((await signIn()).status).toBe(201)
})

test('a link alone, a wrong password and waiting without confirming take nothing away; wrong ones are counted', async () => {
  await ask()
  const { confirm } = await links()
  expect((await post('/links/seen', { token: confirm })).body).toMatchObject({
    kind: 'factor-reset',
    needsPassword: true,
  })
  expect((await follow(confirm)).status).toBe(400)
  for (let tries = 0; tries < 5; tries++)
    expect((await follow(confirm, tries === 0 ? 'short' : 'a wrong password')).body.code).toBe('wrong-login')
  expect((await follow(confirm, PASSWORD)).status).toBe(429)
  pass(5 * DAY_MS)
  expect((await follow(confirm, PASSWORD)).body.code).toBe('link-over')
  expect((await signIn()).body.code).toBe('second-factor-needed')
})

test('either letter stops it, before and after it was confirmed, and it does not come back', async () => {
  await ask()
  const first = await links()
  expect((await follow(first.stop)).status).toBe(200)
  expect((await follow(first.confirm, PASSWORD)).body.code).toBe('link-over')
  await confirmed()
  const second = await links()
  expect(second.confirm).toBeUndefined()
  expect((await follow(second.stop)).status).toBe(200)
  pass(4 * DAY_MS)
  expect((await signIn()).body.code).toBe('second-factor-needed')
})

test('whoever has the factor stops it by signing in with it', async () => {
  await confirmed()
  expect((await signIn(digits())).status).toBe(201)
  pass(4 * DAY_MS)
  expect((await signIn()).body.code).toBe('second-factor-needed')
})

test('a mailbox alone is not enough: a password that was chosen by mail meanwhile stops it', async () => {
  await ask()
  const { confirm } = await links()
  await post('/password-resets', { email: owner.email })
  const { stop: reset } = await links()
  expect((await follow(reset, 'another dozen letters')).status).toBe(200)
  expect((await follow(confirm, 'another dozen letters')).body.code).toBe('link-over')
})

test('what nobody made use of for two weeks is over', async () => {
  await confirmed()
  pass(18 * DAY_MS)
  expect((await signIn()).body.code).toBe('second-factor-needed')
})

test('customers and resellers cannot ask; nobody without a second factor is asked; support cannot for an office', async () => {
  const reseller = await door.person('reseller', 'reseller')
  const admin = await door.person('admin', 'office')
  await factorOn(door, admin)
  for (const who of [owner, reseller]) expect((await ask(who)).status).toBe(403)
  expect((await ask(support, 'nobody@example.org')).status).toBe(404)
  expect((await ask(support, reseller.email)).status).toBe(404)
  expect((await ask(support, admin.email)).status).toBe(403)
  expect((await post('/support/factor-resets', { email: owner.email, reason: '' }, support)).status).toBe(400)
  expect((await ask(await door.person('admin', 'office'), admin.email)).status).toBe(202)
  for (let tries = 0; tries < 3; tries++) await ask()
  expect((await ask()).status).toBe(429)
})
