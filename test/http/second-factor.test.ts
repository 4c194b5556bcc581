import { Secret, TOTP } from 'otpauth'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { as, type OpenDoor, openDoor, PASSWORD, type Person } from './open-door.ts'

let door: OpenDoor
let owner: Person
beforeEach(async () => {
  door = await openDoor()
  owner = await door.person('owner')
})
afterEach(() => door.close())

const post = async (url: string, payload: object = {}, who: { token: string } | null = owner) => {
  const answer = await door.api.inject({ method: 'POST', url: `/api/v1${url}`, payload, ...(who ? as(who) : {}) })
  return { status: answer.statusCode, body: answer.json() }
}
const signIn = (secondFactor?: string) =>
  post('/session', { email: owner.email, password: PASSWORD, ...(secondFactor ? { secondFactor } : {}) }, null)

/** Turns it on; gives the digits of now, and the recovery codes. */
async function turnedOn() {
  const { secret } = (await post('/second-factor')).body
  const totp = new TOTP({ secret: Secret.fromBase32(secret) })
  const digits = () => totp.generate({ timestamp: door.clock.now() })
  const on = await post('/second-factor/confirmation', { code: digits() })
  expect(on.status, JSON.stringify(on.body)).toBe(200)
  await door.clock.advance(30_000)
  return { digits, secret, recovery: on.body.recoveryCodes as string[] }
}

test('once it is on, a password alone signs nobody in, and each code signs in once', async () => {
  const { digits } = await turnedOn()
  expect((await signIn()).body.code).toBe('second-factor-needed')
  const code = digits()
  expect((await signIn(code)).status).toBe(201)
  expect((await signIn(code)).body.code).toBe('wrong-second-factor')
  await door.clock.advance(30_000)
  const same = await Promise.all([signIn(digits()), signIn(digits()), signIn(digits())])
  expect(same.filter(({ status }) => status === 201)).toHaveLength(1)
})

test('a recovery code signs in once, in whatever way it is written', async () => {
  const { recovery } = await turnedOn()
  expect(recovery).toHaveLength(10)
  expect((await signIn(recovery[0]?.toLowerCase().replaceAll('-', ' '))).status).toBe(201)
  expect((await signIn(recovery[0])).body.code).toBe('wrong-second-factor')
  expect((await signIn(recovery[1])).status).toBe(201)
})

test('after five wrong codes a right one is refused too, until a stated time', async () => {
  const { digits } = await turnedOn()
  for (let tries = 0; tries < 5; tries++) expect((await signIn('nothing')).body.code).toBe('wrong-second-factor')
  const late = await signIn(digits())
  expect([late.status, late.body.code]).toEqual([429, 'too-many-requests'])
  await door.clock.advance(6 * 60_000)
  expect((await signIn(digits())).status).toBe(201)
})

test('it is turned off by a code and not by an open session alone; while on it cannot be replaced', async () => {
  const { digits } = await turnedOn()
  expect((await post('/second-factor')).body.code).toBe('second-factor-on')
  expect((await post('/second-factor/removal', { code: '000000x' })).body.code).toBe('wrong-second-factor')
  expect((await post('/second-factor/removal', { code: digits() })).body).toEqual({ on: false, recoveryCodes: 0 })
  expect((await signIn()).status).toBe(201)
})

test('the secret is sealed at rest, recovery codes are hashes, and neither comes into the log', async () => {
  const { secret, recovery } = await turnedOn()
  const { reads } = door.house.ledger
  const { secret_sealed } = await reads.selectFrom('second_factors').selectAll().executeTakeFirstOrThrow()
  const bytes = Buffer.from(Secret.fromBase32(secret).buffer)
  expect(Buffer.from(secret_sealed).includes(bytes)).toBe(false)
  const log = door.lines.join('\n')
  for (const told of [secret, recovery[0] ?? '']) expect(log).not.toContain(told)
})
