import { afterEach, expect, test } from 'vitest'
import { as, NO_CODE, OPERATOR_TOKEN, type OpenDoor, openDoor, PASSWORD } from './open-door.ts'

const doors: OpenDoor[] = []
afterEach(async () => {
  for (const door of doors.splice(0)) await door.close()
})
async function opened(changed: Parameters<typeof openDoor>[0] = {}): Promise<OpenDoor> {
  const door = await openDoor(changed)
  doors.push(door)
  return door
}

test('alive is alive, whatever is not ready', async () => {
  const door = await opened({ ready: async () => ({ broker: { ready: false } }) })
  expect((await door.api.inject({ url: '/healthz' })).json()).toEqual({ status: 'ok', version: '0.0.0' })
})

test('ready is said part by part, and one that is not makes 503', async () => {
  const parts = { ledger: { ready: true }, broker: { ready: false, why: 'does not listen' } }
  const door = await opened({ ready: async () => parts })
  const answer = await door.api.inject({ url: '/readyz' })
  expect([answer.statusCode, answer.json()]).toEqual([503, { ready: false, parts }])
  parts.broker = { ready: true, why: '' }
  expect((await door.api.inject({ url: '/readyz' })).statusCode).toBe(200)
})

/** Everything that a person does, with everything that must not be repeated. */
async function busyDay(door: OpenDoor) {
  const owner = await door.person('owner')
  const device = await door.collar(owner.accountId)
  const [code = '', other = ''] = await door.codes(2)
  const { serial } = await door.house.ledger.reads.selectFrom('devices').select('serial').executeTakeFirstOrThrow()
  const spaced = `${other.slice(0, 5)}-${other.slice(5, 10)}-${other.slice(10)}`
  const redeem = (typed: string, key: string) =>
    door.api.inject({
      method: 'POST',
      url: `/api/v1/devices/${device}/redemptions`,
      payload: { code: typed },
      ...as(owner, { 'idempotency-key': key }),
    })
  await redeem(code, 'one')
  await redeem(spaced, 'two')
  await redeem(code, 'three')
  await redeem(NO_CODE, 'four')
  await door.api.inject({
    method: 'POST',
    url: `/api/v1/devices/${device}/redemptions?dryRun=true`,
    payload: { code: other },
    ...as(owner),
  })
  await door.api.inject({
    method: 'POST',
    url: '/api/v1/redemptions',
    payload: { code: other },
    ...as(owner, { 'idempotency-key': 'five' }),
  })
  await door.api.inject({
    method: 'POST',
    url: '/api/v1/session',
    payload: { email: owner.email, password: 'a wrong secret' },
  })
  await door.api.inject({
    method: 'POST',
    url: '/api/v1/session',
    payload: `{"email":"${owner.email}","password":"${PASSWORD}`,
    headers: { 'content-type': 'application/json' },
  })
  await door.api.inject({ url: `/api/v1/devices/${code}`, ...as(owner) })
  await door.api.inject({ url: `/problems/${code}?token=${owner.token}` })
  const product = { type: 'sim-extend', simKind: 'tele2', period: 'P1Y' }
  const minted = await door.api.inject({
    method: 'POST',
    url: '/api/v1/batches',
    payload: { family: 'sim-activation', product, count: 1 },
    ...as(OPERATOR_TOKEN, { 'idempotency-key': 'secret' }),
  })
  await door.minter.idle()
  const exported = await door.api.inject({
    url: `/api/v1/batches/${minted.json().id}/export.csv`,
    ...as(OPERATOR_TOKEN),
  })
  const secrets = [
    code,
    other,
    spaced,
    NO_CODE,
    exported.body.split('\r\n')[1]?.split(',')[1] ?? '',
    PASSWORD,
    'a wrong secret',
    owner.token,
    owner.email,
    OPERATOR_TOKEN,
  ]
  return { secrets, serial, device, owner }
}

test('no line of the log holds a code, a password, a token or an address, whatever was done', async () => {
  const door = await opened()
  const { secrets } = await busyDay(door)
  const log = door.lines.join('')
  expect(door.lines.length).toBeGreaterThan(10)
  for (const secret of secrets) expect(log.includes(secret), secret).toBe(false)
})

test('measures count by route and name, and hold nothing of anybody', async () => {
  const door = await opened()
  const { secrets, serial, device, owner } = await busyDay(door)
  const measures = (await door.api.inject({ url: '/metrics' })).body
  expect(measures).toContain('koppel_redemptions_total{outcome="accepted"} 2')
  expect(measures).toContain('koppel_redemptions_total{outcome="unknown"} 1')
  expect(measures).toContain('koppel_sign_ins_total{outcome="wrong-login"} 1')
  expect(measures).toContain('koppel_event_streams 0')
  expect(measures).toContain('route="/api/v1/devices/:id/redemptions"')
  for (const private_ of [...secrets, serial, device, owner.userId, owner.accountId]) {
    expect(measures.includes(private_), private_).toBe(false)
  }
})

test('two doors in one process count for themselves', async () => {
  const [one, two] = [await opened(), await opened()]
  await one.api.inject({ url: '/healthz' })
  expect((await one.api.inject({ url: '/metrics' })).body).toContain('route="/healthz"')
  expect((await two.api.inject({ url: '/metrics' })).body).not.toContain('route="/healthz"')
})
