import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { openWorld, type TestWorld, type WorldCollar } from '../world.ts'

let world: TestWorld
afterEach(() => world.close())

async function begin(): Promise<{ it: WorldCollar; other: WorldCollar }> {
  world = await openWorld({ kinds: ['telia-iot', 'tele2'] })
  const [it, other] = world.collars
  if (!it || !other) throw new Error('two collars')
  return { it, other }
}
const hello = (clientId: string, secret: string, username: string | null = clientId) => ({
  clientId,
  username,
  password: Buffer.from(secret),
  certificateName: null,
  remoteAddress: '192.0.2.1',
})

test('a device is let in with its own secret alone', async () => {
  const { it, other } = await begin()
  const { gate } = world.running()
  expect(await gate.authenticate(hello(it.identity.imei, it.identity.secret))).toBe('accepted')
  expect(await gate.authenticate(hello(it.identity.imei, other.identity.secret))).toBe('bad-credentials')
  expect(await gate.authenticate(hello(it.identity.imei, ''))).toBe('bad-credentials')
  expect(await gate.authenticate(hello(it.identity.imei, it.identity.secret, other.identity.imei))).toBe(
    'bad-credentials',
  )
  expect(await gate.authenticate({ ...hello(it.identity.imei, ''), password: null })).toBe('bad-credentials')
  expect(await gate.authenticate(hello('356938035643809', it.identity.secret))).toBe('bad-credentials')
})

test('a ledger that is away makes the answer "try again later", not "wrong secret"', async () => {
  const { it } = await begin()
  const { gate, house } = world.running()
  await house.ledger.close()
  expect(await gate.authenticate(hello(it.identity.imei, it.identity.secret))).toBe('unavailable')
})

test('a device may publish on its own four topics and subscribe to its own commands, and nothing else', async () => {
  const { it, other } = await begin()
  const { gate } = world.running()
  const mine = it.identity.imei
  for (const leaf of ['report', 'event', 'result', 'online']) {
    expect(gate.mayPublish(mine, `v1/collars/${mine}/${leaf}`)).toBe(true)
    expect(gate.mayPublish(mine, `v1/collars/${other.identity.imei}/${leaf}`)).toBe(false)
  }
  expect(gate.maySubscribe(mine, `v1/collars/${mine}/command`)).toBe(true)
  for (const filter of [
    '#',
    '+/collars/+/command',
    `v1/collars/${mine}/+`,
    `v1/collars/${mine}/#`,
    `v1/collars/${other.identity.imei}/command`,
    '$SYS/#',
  ]) {
    expect(gate.maySubscribe(mine, filter)).toBe(false)
  }
  expect(gate.mayPublish(mine, `v1/collars/${mine}/command`)).toBe(false)
  expect(gate.mayPublish(mine, `v1/collars/${mine}/report/more`)).toBe(false)
})

test('whatever topic and payload come, nothing but an own topic is let in, and no payload does harm', async () => {
  const { it } = await begin()
  const { gate } = world.running()
  const mine = it.identity.imei
  const before = await world.running().house.ledger.reads.selectFrom('commands').selectAll().execute()
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('report', 'event', 'result', 'online'),
      fc.uint8Array({ maxLength: 200 }),
      async (leaf, payload) => {
        await gate.received({ clientId: mine, topic: `v1/collars/${mine}/${leaf}`, payload, qos: 1, retain: false })
      },
    ),
    { numRuns: 200 },
  )
  fc.assert(
    fc.property(fc.string(), (topic) => !gate.mayPublish(mine, topic) || topic.startsWith(`v1/collars/${mine}/`)),
  )
  await world.advance(5_000)
  await world.running().idle()
  expect(await world.running().house.ledger.reads.selectFrom('commands').selectAll().execute()).toEqual(before)
})

test('what is malformed or positioned nowhere is counted and acknowledged, and the good report behind it is stored', async () => {
  const { it } = await begin()
  const { gate, house } = world.running()
  const mine = it.identity.imei
  const now = Math.floor(world.clock.now() / 1000)
  const say = (seq: number, rest: string) =>
    gate.received({
      clientId: mine,
      topic: `v1/collars/${mine}/report`,
      payload: Buffer.from(`{"now":${now},"boot":1,"seq":${seq},${rest}}`),
      qos: 1,
      retain: false,
    })
  await say(1, `"t":${now},"lat":NaN,"lon":18`)
  await say(2, `"t":${now},"lat":95,"lon":18`)
  await say(3, `"x":${'['.repeat(1_000)}${']'.repeat(1_000)},"t":${now}`)
  await say(4, `"t":${now},"lat":59.5,"lon":18.5`)
  await world.advance(1_000)
  await world.running().idle()
  const { series_id } = await house.ledger.reads
    .selectFrom('ownerships')
    .select('series_id')
    .where('device_id', '=', it.deviceId)
    .executeTakeFirstOrThrow()
  expect(
    await house.telemetry.track({ seriesId: series_id, from: 0, to: world.clock.now() + 1_000, limit: 10 }),
  ).toEqual([[now * 1000, 59.5, 18.5]])
})
