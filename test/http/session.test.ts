import { afterAll, beforeAll, expect, test } from 'vitest'
import { as, OPERATOR_TOKEN, type OpenDoor, openDoor, PASSWORD, type Person } from './open-door.ts'

let door: OpenDoor
let owner: Person
beforeAll(async () => {
  door = await openDoor()
  owner = await door.person('owner')
})
afterAll(() => door.close())

const signIn = (email: string, password: string, headers = {}, remoteAddress = '192.0.2.1') =>
  door.api.inject({ method: 'POST', url: '/api/v1/session', payload: { email, password }, headers, remoteAddress })
const whoAmI = (headers: Record<string, string>) => door.api.inject({ url: '/api/v1/session', headers })

test('signing in gives a token and a cookie that scripts and other sites cannot use', async () => {
  const answer = await signIn(owner.email.toUpperCase(), PASSWORD)
  expect(answer.statusCode).toBe(201)
  expect(answer.json().user).toMatchObject({ email: owner.email, memberships: [{ level: 'owner' }] })
  expect(answer.cookies[0]).toMatchObject({
    name: 'koppel_session',
    value: answer.json().token,
    httpOnly: true,
    path: '/',
  })
  expect(answer.cookies[0]?.sameSite).toBe('Strict')
  expect(answer.cookies[0]?.secure).toBeUndefined()
})

test('behind https the cookie is Secure and the browser is told to stay with https', async () => {
  const config = { publicUrl: 'https://koppel.test', support: { phone: null, email: null } }
  const secure = await openDoor({ config })
  const { email } = await secure.person('owner')
  const answer = await secure.api.inject({
    method: 'POST',
    url: '/api/v1/session',
    payload: { email, password: PASSWORD },
  })
  expect(answer.cookies[0]?.secure).toBe(true)
  expect(answer.headers['strict-transport-security']).toContain('max-age=')
  await secure.close()
})

test('cookie and bearer token stand for the same session', async () => {
  const { token } = (await signIn(owner.email, PASSWORD)).json()
  expect((await whoAmI({ cookie: `koppel_session=${token}` })).json().user.email).toBe(owner.email)
  expect((await whoAmI({ authorization: `Bearer ${token}` })).json().user.email).toBe(owner.email)
})

test('a wrong password and an unknown address get the same answer', async () => {
  const wrong = await signIn(owner.email, 'wrong')
  const nobody = await signIn('nobody@example.org', PASSWORD)
  expect(wrong.statusCode).toBe(401)
  expect(wrong.json().code).toBe('wrong-login')
  expect(nobody.body).toBe(wrong.body)
})

test('without a token, with an unknown one and with a strange header nobody is signed in', async () => {
  for (const headers of [
    {},
    { authorization: 'Bearer kop_unknown' },
    { authorization: 'Basic eDp5' },
    { cookie: 'koppel_session=' },
  ]) {
    const answer = await whoAmI(headers as Record<string, string>)
    expect(answer.statusCode).toBe(401)
    expect(answer.json().code).toBe('not-signed-in')
    expect(answer.headers['www-authenticate']).toContain('Bearer')
  }
})

test('a bad bearer token is not made good by a cookie', async () => {
  const answer = await whoAmI({ authorization: 'Bearer kop_unknown', cookie: `koppel_session=${owner.token}` })
  expect(answer.statusCode).toBe(401)
})

test('after signing out the token is worth nothing', async () => {
  const { token } = (await signIn(owner.email, PASSWORD)).json()
  const out = await door.api.inject({ method: 'DELETE', url: '/api/v1/session', ...as(token) })
  expect(out.statusCode).toBe(204)
  expect(out.cookies[0]).toMatchObject({ name: 'koppel_session', value: '' })
  expect((await whoAmI({ authorization: `Bearer ${token}` })).statusCode).toBe(401)
})

test('a session ends after thirty days', async () => {
  const { token } = (await signIn(owner.email, PASSWORD)).json()
  const { clock } = door
  const before = clock.now()
  clock.set(before + 30 * 86_400_000 - 1)
  expect((await whoAmI({ authorization: `Bearer ${token}` })).statusCode).toBe(200)
  clock.set(before + 30 * 86_400_000)
  expect((await whoAmI({ authorization: `Bearer ${token}` })).statusCode).toBe(401)
  clock.set(before)
})

test('the operator is known by the token of run.json, and by nothing shorter', async () => {
  expect((await whoAmI({ authorization: `Bearer ${OPERATOR_TOKEN}` })).json().user.id).toBe('operator')
  expect((await whoAmI({ authorization: `Bearer ${OPERATOR_TOKEN.slice(0, -1)}` })).statusCode).toBe(401)
})

test('an empty operator token opens nothing', async () => {
  const careless = await openDoor({ operatorToken: '' })
  const answer = await careless.api.inject({ url: '/api/v1/session', headers: { cookie: 'koppel_session=' } })
  expect(answer.statusCode).toBe(401)
  await careless.close()
})

test('a browser that another site drives changes nothing: not by cookie, not by signing somebody in', async () => {
  const cookie = `koppel_session=${owner.token}`
  const attempts = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
  ]
  for (const headers of attempts) {
    const out = await door.api.inject({
      method: 'DELETE',
      url: '/api/v1/session',
      headers: { cookie, ...headers } as Record<string, string>,
    })
    expect([out.statusCode, out.json().code]).toEqual([403, 'cross-site'])
    expect((await signIn(owner.email, PASSWORD, headers)).statusCode).toBe(403)
  }
  expect((await whoAmI({ cookie })).statusCode).toBe(200)
})

test('our own pages and scripts pass', async () => {
  for (const headers of [
    { 'sec-fetch-site': 'same-origin' },
    { origin: 'http://koppel.test' },
    { origin: 'http://a.test:81', host: 'a.test:81' },
    {},
  ]) {
    expect((await signIn(owner.email, PASSWORD, headers)).statusCode).toBe(201)
  }
})

test('ten wrong passwords for an address are enough, until a minute has passed', async () => {
  const { email } = await door.person('viewer')
  for (let attempt = 0; attempt < 10; attempt++)
    expect((await signIn(email, 'wrong', {}, `198.51.100.${attempt}`)).statusCode).toBe(401)
  const limited = await signIn(email, PASSWORD, { 'accept-language': 'en' }, '198.51.100.99')
  expect([limited.statusCode, limited.json().code]).toEqual([429, 'too-many-requests'])
  expect(limited.headers['retry-after']).toBe('60')
  expect(limited.json().detail).toContain('12:01')
  await door.clock.advance(60_000)
  expect((await signIn(email, PASSWORD, {}, '198.51.100.99')).statusCode).toBe(201)
})

test('thirty wrong passwords from one network are enough, whatever addresses they name', async () => {
  for (let attempt = 0; attempt < 30; attempt++)
    await signIn(`x${attempt}@example.org`, 'wrong', {}, `2001:db8::${attempt}`)
  expect((await signIn(owner.email, PASSWORD, {}, '2001:db8::ffff')).statusCode).toBe(429)
  expect((await signIn(owner.email, PASSWORD, {}, '2001:db8:1::1')).statusCode).toBe(201)
})
