import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { settle } from '../src/std/manual-clock.ts'
import { BROKER_LIMITS } from './limits.ts'
import { publishPacket, type RawClient, rawClient } from './testing/raw-client.ts'
import { openTestBroker, type TestBroker } from './testing/test-broker.ts'

let open: TestBroker | null = null
afterEach(async () => {
  await open?.broker.close(0)
  open = null
})

async function openBroker(options: Parameters<typeof openTestBroker>[0] = {}): Promise<TestBroker> {
  open = await openTestBroker(options)
  return open
}

async function signedIn(port: number, name = 'a'): Promise<RawClient> {
  const client = await rawClient(port)
  expect(await client.signIn(name)).toMatchObject({ cmd: 'connack', returnCode: 0 })
  return client
}

/** Expects the broker to cut `client`, called `a`, for `reason`, and another client to be served as before. */
async function expectCut({ port, heard }: TestBroker, client: RawClient, reason: string): Promise<void> {
  await client.closed
  await heard.until('disconnected a')
  expect(heard.lines.filter((line) => line.startsWith('refused'))).toEqual([`refused ${reason} a`])
  const other = await signedIn(port, 'other')
  other.send(publishPacket('other/report', 'fine', 1))
  expect(await other.next()).toMatchObject({ cmd: 'puback', messageId: 1 })
}

test('a packet larger than the limit is cut at its header, before its body is there', async () => {
  const house = await openBroker()
  const client = await signedIn(house.port)
  // PUBLISH, QoS 1, remaining length 1,000,000; nothing of the body follows.
  client.send(Buffer.from([0x32, 0xc0, 0x84, 0x3d]))
  await expectCut(house, client, 'packet-too-large')
})

test('a packet of exactly the limit passes, one byte more does not', async () => {
  const house = await openBroker()
  const client = await signedIn(house.port)
  const head = 1 + 2 + 2 + 'a/report'.length + 2
  const payload = Buffer.alloc(BROKER_LIMITS.packetBytes_max - head)
  client.send(publishPacket('a/report', payload, 1))
  expect(await client.next()).toMatchObject({ cmd: 'puback', messageId: 1 })
  client.send(publishPacket('a/report', Buffer.concat([payload, Buffer.alloc(1)]), 2))
  await expectCut(house, client, 'packet-too-large')
})

test('a remaining length that does not end is cut', async () => {
  const house = await openBroker()
  const client = await signedIn(house.port)
  client.send(Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0x01]))
  await expectCut(house, client, 'malformed')
})

test('more messages than the limit within 10 s are cut, as many in the next 10 s are not', async () => {
  const house = await openBroker({ limits: { messagesPer10s_max: 20 } })
  const client = await signedIn(house.port)
  const publish = async (count: number): Promise<void> => {
    for (let id = 1; id <= count; id++) client.send(publishPacket('a/report', 'x', id))
    for (let id = 1; id <= count; id++) expect(await client.next()).toMatchObject({ messageId: id })
  }
  await publish(20)
  await house.clock.advance(10_000)
  await publish(20)
  client.send(publishPacket('a/report', 'x', 21))
  await expectCut(house, client, 'flood')
})

test('a flood of packets that are no messages is cut too', async () => {
  const house = await openBroker({ limits: { messagesPer10s_max: 20 } })
  const client = await signedIn(house.port)
  for (let n = 0; n < 41; n++) client.send({ cmd: 'pingreq' })
  await expectCut(house, client, 'flood')
})

test('more publishes without PUBACK than the limit are cut', async () => {
  const stored = Promise.withResolvers<void>()
  const house = await openBroker({
    limits: { inflight_max: 3 },
    gate: { received: ({ clientId }) => (clientId === 'a' ? stored.promise : Promise.resolve()) },
  })
  const client = await signedIn(house.port)
  for (let id = 1; id <= 3; id++) client.send(publishPacket('a/report', 'x', id))
  await house.heard.until('received a a/report x', 3)
  client.send(publishPacket('a/report', 'x', 4))
  await expectCut(house, client, 'too-many-unacknowledged')
  stored.resolve()
})

test('publishing to a topic of another, of the broker, or of a bad shape is cut', async () => {
  const topics: [string, string][] = [
    ['b/report', 'foreign-topic'],
    ['$SYS/x', 'bad-topic'],
    [`a/${'x'.repeat(127)}`, 'bad-topic'],
    ['a/2/3/4/5/6/7/8/9', 'bad-topic'],
    ['a/\0', 'bad-topic'],
  ]
  for (const [topic, reason] of topics) {
    const house = await openTestBroker()
    const client = await signedIn(house.port)
    client.send(publishPacket(topic, 'x', 1))
    await expectCut(house, client, reason)
    expect(house.heard.lines.join()).not.toContain(`received a ${topic}`)
    await house.broker.close(0)
  }
})

test('subscribing to what another owns, to everything, or to a bad shape is cut', async () => {
  const filters: [string, string][] = [
    ['b/command', 'foreign-filter'],
    ['#', 'foreign-filter'],
    ['+/command', 'foreign-filter'],
    ['a/2/3/4/5/6/7/8/9', 'bad-topic'],
  ]
  for (const [topic, reason] of filters) {
    const house = await openTestBroker()
    const client = await signedIn(house.port)
    client.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic, qos: 1 }] })
    await expectCut(house, client, reason)
    await house.broker.close(0)
  }
})

test('$share and $SYS are answered with 0x80 and the connection stays', async () => {
  const { port, heard } = await openBroker()
  const client = await signedIn(port)
  const subscriptions = ['$share/g/a/command', '$SYS/#', 'a/command'].map((topic) => ({ topic, qos: 1 as const }))
  client.send({ cmd: 'subscribe', messageId: 1, subscriptions })
  expect(await client.next()).toMatchObject({ cmd: 'suback', granted: [128, 128, 1] })
  expect(heard.lines).toEqual(['connected a', 'refused reserved-filter a', 'refused reserved-filter a'])
})

test('subscriptions are limited, and unsubscribing makes room', async () => {
  const house = await openBroker({ limits: { subscriptions_max: 2 } })
  const client = await signedIn(house.port)
  const subscribe = (topic: string): void =>
    client.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic, qos: 1 }] })
  for (const topic of ['a/1', 'a/2', 'a/2']) {
    subscribe(topic)
    expect((await client.next()).cmd).toBe('suback')
  }
  client.send({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: ['a/1'] })
  expect((await client.next()).cmd).toBe('unsuback')
  subscribe('a/3')
  expect((await client.next()).cmd).toBe('suback')
  subscribe('a/4')
  await expectCut(house, client, 'too-many-subscriptions')
})

test('whatever bytes come, before or after signing in, no other connection notices', async () => {
  const { port } = await openBroker({ limits: { connect_timeout_ms: 60_000 } })
  const witness = await signedIn(port, 'witness')
  let id = 0
  const hostile = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    // A right header makes for deeper damage.
    fc
      .tuple(fc.integer({ min: 0, max: 255 }), fc.uint8Array({ maxLength: 100 }))
      .map(([first, body]) => Uint8Array.from([first, body.length, ...body])),
  )
  await fc.assert(
    fc.asyncProperty(hostile, fc.boolean(), async (bytes, signIn) => {
      const client = signIn ? await signedIn(port) : await rawClient(port)
      client.send(bytes)
      client.wire.end()
      await client.closed
      id = (id % 65_535) + 1
      witness.send(publishPacket('witness/report', 'here', id))
      expect(await witness.next()).toMatchObject({ cmd: 'puback', messageId: id })
    }),
    { numRuns: 200 },
  )
  await settle()
})
