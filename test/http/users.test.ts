import { afterAll, beforeAll, expect, test } from 'vitest'
import { lastMail, mailed } from '../accounts/mailed.ts'
import { as, type OpenDoor, openDoor, PASSWORD, type Person } from './open-door.ts'

let door: OpenDoor
let owner: Person
beforeAll(async () => {
  door = await openDoor()
  owner = await door.person('owner')
})
afterAll(() => door.close())

const NEW = 'a dozen letters'
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
const ask = async (method: Method, url: string, who?: { token: string }, payload?: object) => {
  const headers = who ? as(who) : {}
  const answer = await door.api.inject({ method, url: `/api/v1${url}`, ...headers, ...(payload ? { payload } : {}) })
  return { status: answer.statusCode, body: answer.json() }
}
const signIn = async (email: string, password: string) => ask('POST', '/session', undefined, { email, password })
const users = `/accounts/`
const invited = async (email: string, level: string, by = owner) => {
  const made = await ask('POST', `${users}${by.accountId}/invitations`, by, { email, level })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  return (await lastMail(door.house)).token ?? ''
}
const member = async (email: string, level: string, by = owner) => {
  const token = await invited(email, level, by)
  expect((await ask('POST', '/links/used', undefined, { token, password: NEW, name: 'Eva' })).status).toBe(200)
  const { body } = await signIn(email, NEW)
  return { email, userId: body.user.id as string, token: body.token as string, user: body.user }
}

test('a person makes an account of their own: address, link, password; the token stands in the mail alone', async () => {
  const asked = await ask('POST', '/registrations', undefined, {
    email: 'New@Example.org',
    name: 'Nils',
    country: 'FI',
  })
  expect([asked.status, asked.body]).toEqual([202, { state: 'asked' }])
  const { to, token = '', text } = await lastMail(door.house)
  expect(to).toBe('new@example.org')
  expect(text).toContain('http://koppel.test/#/link/')
  const seen = await ask('POST', '/links/seen', undefined, { token })
  expect(seen.body).toMatchObject({ kind: 'register', email: 'new@example.org', needsPassword: true })
  expect((await ask('POST', '/links/used', undefined, { token })).body.errors[0].path).toBe('/body/password')
  expect((await ask('POST', '/links/used', undefined, { token, password: NEW })).status).toBe(200)
  expect((await ask('POST', '/links/used', undefined, { token, password: NEW })).body.code).toBe('link-over')
  const { body } = await signIn('new@example.org', NEW)
  expect(body.user).toMatchObject({ name: 'Nils', memberships: [{ accountName: 'Nils', level: 'owner' }] })
  expect(door.lines.join('\n')).not.toContain(token)
})

test('whoever registers with an address that has an account, or forgets a password that there is none of, gets the same answer', async () => {
  const of = (email: string) => ask('POST', '/registrations', undefined, { email, name: 'X' })
  expect(await of(owner.email)).toEqual(await of('nobody1@example.org'))
  const forgot = (email: string) => ask('POST', '/password-resets', undefined, { email })
  expect(await forgot(owner.email)).toEqual(await forgot('nobody2@example.org'))
  const told = (await mailed(door.house)).slice(-4)
  expect(told.map(({ to, kind }) => [to, kind])).toEqual([
    [owner.email, 'user-known'],
    ['nobody1@example.org', 'user-register'],
    [owner.email, 'user-reset'],
    ['nobody2@example.org', 'user-nobody'],
  ])
})

test('a mailbox is not filled by others: three mails an hour for one address', async () => {
  const forgot = () => ask('POST', '/password-resets', undefined, { email: 'busy@example.org' })
  for (let time = 0; time < 3; time++) expect((await forgot()).status).toBe(202)
  const fourth = await forgot()
  expect([fourth.status, fourth.body.retryAt]).toEqual([429, '2026-11-22T12:20:00.000Z'])
})

test('what is no address, token or language is refused', async () => {
  expect((await ask('POST', '/password-resets', undefined, { email: 'a@b, c@d' })).status).toBe(400)
  expect((await ask('POST', '/password-resets', undefined, { email: 'a@example.org', language: 'xx' })).status).toBe(
    400,
  )
  for (const token of ['x', '../..', '\u0000'])
    expect((await ask('POST', '/links/used', undefined, { token, password: NEW })).body.code).toBe('link-over')
})

test('whoever chooses another language is written to in it from then on, and nothing that there are no words in is chosen', async () => {
  const liv = await member('liv@example.org', 'viewer')
  const chosen = (language: string) =>
    door.api.inject({ method: 'PUT', url: '/api/v1/language', payload: { language }, ...as(liv) })
  expect((await chosen('de')).statusCode).toBe(204)
  const refused = await chosen('xx')
  expect([refused.statusCode, refused.json().errors[0].path]).toEqual([400, '/body/language'])
  expect((await ask('GET', '/session', liv)).body).toMatchObject({ user: { language: 'de' } })
  const change = { current: NEW, password: 'two dozen letters' }
  expect((await ask('PUT', '/password', liv, change)).status).toBe(200)
  expect((await lastMail(door.house)).text).toMatch(/Passwort/)
})

test('sessions are listed; one is ended, then all others', async () => {
  const eva = await member('eva@example.org', 'viewer')
  const others = [await signIn(eva.email, NEW), await signIn(eva.email, NEW), await signIn(eva.email, NEW)]
  const { body } = await ask('GET', '/sessions', eva)
  expect(body.items.map(({ current }: { current: boolean }) => current)).toEqual([false, false, false, true])
  expect(body.items[0].agent).toBe('lightMyRequest')
  expect((await ask('DELETE', `/sessions/${body.items[0].id}`, owner)).status).toBe(404)
  expect((await ask('DELETE', `/sessions/${body.items[0].id}`, eva)).body).toEqual({ ended: 1 })
  expect((await ask('GET', '/session', others[2]?.body)).status).toBe(401)
  expect((await ask('DELETE', '/sessions', eva)).body).toEqual({ ended: 2 })
  expect((await ask('GET', '/session', others[0]?.body)).status).toBe(401)
  expect((await ask('GET', '/session', eva)).status).toBe(200)
})

test('one changes one’s own password with the present one, and is signed out elsewhere', async () => {
  const adam = await member('adam@example.org', 'manager')
  const other = (await signIn(adam.email, NEW)).body
  const change = (current: string, password: string) => ask('PUT', '/password', adam, { current, password })
  expect((await change('wrong', 'another dozen')).body.code).toBe('wrong-password')
  expect((await change(NEW, 'short')).status).toBe(400)
  expect((await change(NEW, 'another dozen')).body).toEqual({ ended: 1 })
  expect((await ask('GET', '/session', other)).status).toBe(401)
  expect((await ask('GET', '/session', adam)).status).toBe(200)
  expect((await signIn(adam.email, NEW)).status).toBe(401)
  expect((await lastMail(door.house)).kind).toBe('user-password-changed')
})

test('whoever is a user already is not invited', async () => {
  const { body } = await ask('POST', `${users}${owner.accountId}/invitations`, owner, {
    email: owner.email,
    level: 'owner',
  })
  expect(body.code).toBe('member-already')
})

test('a level that is changed counts at once, in a session under way', async () => {
  const { accountId } = owner
  const mia = await member('mia@example.org', 'owner')
  const level = (who: { userId: string }, to: string, by: { token: string }) =>
    ask('PUT', `${users}${accountId}/users/${who.userId}/level`, by, { level: to })
  expect((await ask('GET', `${users}${accountId}/users`, mia)).status).toBe(200)
  expect((await level(mia, 'viewer', owner)).status).toBe(200)
  expect((await ask('GET', `${users}${accountId}/users`, mia)).status).toBe(403)
  expect((await level(mia, 'owner', mia)).status).toBe(403)
  expect((await level(mia, 'admin', owner)).body.errors[0].path).toBe('/body/level')
  expect((await level(owner, 'viewer', owner)).body.code).toBe('last-owner')
})

test('an owner sets a user’s password and removes the user, whose sessions end; not of a user who belongs elsewhere too', async () => {
  const { accountId } = owner
  const leo = await member('leo@example.org', 'viewer')
  const path = `${users}${accountId}/users/${leo.userId}`
  expect((await ask('PUT', `${path}/password`, owner, { password: 'set by owner' })).body).toEqual({ ended: 1 })
  const again = (await signIn(leo.email, 'set by owner')).body
  expect((await ask('DELETE', path, owner)).body).toEqual({ ended: 1 })
  expect((await ask('GET', '/session', again)).status).toBe(401)
  expect((await ask('DELETE', path, owner)).status).toBe(404)
  const neighbour = await door.person('owner')
  const token = await invited(neighbour.email, 'viewer')
  expect((await ask('POST', '/links/seen', undefined, { token })).body.needsPassword).toBe(false)
  expect((await ask('POST', '/links/used', undefined, { token })).status).toBe(200)
  expect((await signIn(neighbour.email, PASSWORD)).body.user.memberships).toHaveLength(2)
  const theirs = `${users}${accountId}/users/${neighbour.userId}`
  expect((await ask('PUT', `${theirs}/password`, owner, { password: 'set by owner' })).body.code).toBe(
    'member-elsewhere',
  )
  expect((await ask('DELETE', theirs, owner)).body).toEqual({ ended: 0 })
  const self = `${users}${accountId}/users/${owner.userId}`
  expect((await ask('PUT', `${self}/password`, owner, { password: 'set by owner' })).status).toBe(403)
  expect((await ask('DELETE', self, owner)).body.code).toBe('last-owner')
})

test('somebody removed from their only account may register anew', async () => {
  const kim = await member('kim@example.org', 'viewer')
  expect((await ask('DELETE', `${users}${owner.accountId}/users/${kim.userId}`, owner)).status).toBe(200)
  expect((await ask('POST', '/registrations', undefined, { email: kim.email, name: 'Kim' })).status).toBe(202)
  const { token } = await lastMail(door.house)
  expect((await ask('POST', '/links/used', undefined, { token, password: 'another dozen' })).status).toBe(200)
  expect((await signIn(kim.email, 'another dozen')).body.user).toMatchObject({
    id: kim.userId,
    memberships: [{ level: 'owner' }],
  })
})

test('a reseller and an office have users of their own kinds, and the office manages customers’', async () => {
  const shop = await door.person('reseller', 'reseller')
  const colleague = await member('shop2@example.org', 'reseller', shop)
  expect(colleague.user.memberships[0].level).toBe('reseller')
  const admin = await door.person('admin', 'office')
  await member('helper@example.org', 'support', admin)
  const list = await ask('GET', `${users}${owner.accountId}/users`, admin)
  expect(list.body.members.map(({ email }: { email: string }) => email)).toContain(owner.email)
  const wrong = await ask('POST', `${users}${shop.accountId}/invitations`, shop, {
    email: 'x@example.org',
    level: 'owner',
  })
  expect(wrong.body.errors[0].path).toBe('/body/level')
})
