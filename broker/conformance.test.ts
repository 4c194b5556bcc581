import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { publishPacket, type RawClient, rawClient } from './testing/raw-client.ts'
import { openTestBroker, type TestBroker } from './testing/test-broker.ts'

/** MQTT 3.1.1 (OASIS Standard, 29 October 2014) as a client sees it; the house's own limits are in the tests beside. */
let open: TestBroker
beforeEach(async () => {
  open = await openTestBroker({ gate: { mayPublish: () => true, maySubscribe: () => true } })
})
afterEach(() => open.broker.close(0))

async function signedIn(clientId: string, more: object = {}): Promise<RawClient> {
  const client = await rawClient(open.port)
  expect(await client.signIn(clientId, more)).toMatchObject({ cmd: 'connack', returnCode: 0 })
  return client
}

async function subscribed(client: RawClient, topic: string, qos: 0 | 1 | 2 = 1): Promise<void> {
  client.send({ cmd: 'subscribe', messageId: 99, subscriptions: [{ topic, qos }] })
  expect(await client.next()).toMatchObject({ cmd: 'suback', messageId: 99, granted: [qos] })
}

/** Everything that has come until the broker answers a ping. */
async function untilPing(client: RawClient): Promise<unknown[]> {
  client.send({ cmd: 'pingreq' })
  const seen: unknown[] = []
  for (let packet = await client.next(); packet.cmd !== 'pingresp'; packet = await client.next()) seen.push(packet)
  return seen
}

describe('filters', () => {
  test.each([
    ['sport/tennis/#', ['sport/tennis', 'sport/tennis/player1', 'sport/tennis/player1/score'], ['sport/golf']], // §4.7.1.2
    ['sport/+', ['sport/tennis', 'sport/'], ['sport', 'sport/tennis/player1']], // §4.7.1.3
    ['+/+', ['/finance', 'a/b'], ['finance']],
    ['/+', ['/finance'], ['finance']],
    ['#', ['a', 'a/b'], []],
  ])('%s matches as §4.7.1 says [MQTT-4.7.1-2, MQTT-4.7.1-3]', async (filter, matching, others) => {
    const reader = await signedIn('reader')
    await subscribed(reader, filter)
    for (const topic of [...matching, ...others]) await open.broker.publish(topic, Buffer.from('x'), 0)
    expect(await untilPing(reader)).toMatchObject(matching.map((topic) => ({ cmd: 'publish', topic })))
  })

  test('a filter that begins with a wildcard matches no topic that begins with $ [MQTT-4.7.2-1]', async () => {
    const reader = await signedIn('reader')
    await subscribed(reader, '#')
    await open.broker.publish('$SYS/uptime', Buffer.from('x'), 0)
    expect(await untilPing(reader)).toEqual([])
  })

  test('SUBACK answers each filter in order, a refused one with 0x80 [MQTT-3.8.4-5, MQTT-3.9.3-1]', async () => {
    const reader = await signedIn('reader')
    const subscriptions = [
      { topic: 'a', qos: 0 as const },
      { topic: '$SYS/#', qos: 1 as const },
      { topic: 'b', qos: 1 as const },
    ]
    reader.send({ cmd: 'subscribe', messageId: 7, subscriptions })
    expect(await reader.next()).toMatchObject({ cmd: 'suback', messageId: 7, granted: [0, 0x80, 1] })
  })

  test('the same filter again replaces the subscription, and its QoS is the later one [MQTT-3.8.4-3]', async () => {
    const reader = await signedIn('reader')
    await subscribed(reader, 'a', 1)
    await subscribed(reader, 'a', 0)
    await open.broker.publish('a', Buffer.from('x'), 1)
    expect(await untilPing(reader)).toMatchObject([{ cmd: 'publish', topic: 'a', qos: 0 }])
  })

  test('a message comes with the lower of its own and the granted QoS [MQTT-3.8.4-6]', async () => {
    const reader = await signedIn('reader')
    await subscribed(reader, 'a', 1)
    const writer = await signedIn('writer')
    writer.send(publishPacket('a', 'two', 3, { qos: 2 }))
    expect(await writer.next()).toMatchObject({ cmd: 'pubrec' })
    writer.send({ cmd: 'pubrel', messageId: 3 })
    expect(await writer.next()).toMatchObject({ cmd: 'pubcomp' })
    expect(await untilPing(reader)).toMatchObject([{ cmd: 'publish', qos: 1 }])
  })

  test('UNSUBSCRIBE ends a subscription, and is answered where there was none too [MQTT-3.10.4-4, MQTT-3.10.4-5]', async () => {
    const reader = await signedIn('reader')
    await subscribed(reader, 'a')
    reader.send({ cmd: 'unsubscribe', messageId: 8, unsubscriptions: ['a', 'never'] })
    expect(await reader.next()).toMatchObject({ cmd: 'unsuback', messageId: 8 })
    await open.broker.publish('a', Buffer.from('x'), 0)
    expect(await untilPing(reader)).toEqual([])
  })
})

describe('what is retained', () => {
  const online = (payload: string, messageId: number) =>
    publishPacket('v1/collars/1/online', payload, messageId, { retain: true })

  test('comes with RETAIN 1 to a new subscription and with 0 to one that is there [MQTT-3.3.1-8, MQTT-3.3.1-9]', async () => {
    const early = await signedIn('early')
    await subscribed(early, 'v1/collars/1/online')
    const writer = await signedIn('writer')
    writer.send(online('1', 4))
    expect(await writer.next()).toMatchObject({ cmd: 'puback', messageId: 4 })
    expect(await untilPing(early)).toMatchObject([{ cmd: 'publish', retain: false }])
    const late = await signedIn('late')
    late.send({ cmd: 'subscribe', messageId: 5, subscriptions: [{ topic: 'v1/collars/1/online', qos: 1 }] })
    const seen = [await late.next(), await late.next()]
    expect(seen.find(({ cmd }) => cmd === 'publish')).toMatchObject({ retain: true })
  })

  test('is replaced by the next, and cleared by an empty one [MQTT-3.3.1-5, MQTT-3.3.1-10, MQTT-3.3.1-11]', async () => {
    const writer = await signedIn('writer')
    for (const [at, payload] of ['1', '0', ''].entries()) {
      writer.send(online(payload, at + 1))
      expect((await writer.next()).cmd).toBe('puback')
    }
    const reader = await signedIn('reader')
    await subscribed(reader, 'v1/collars/1/online')
    expect(await untilPing(reader)).toEqual([])
  })
})

describe('a will', () => {
  const will = { topic: 'v1/collars/1/online', payload: Buffer.from('0'), qos: 1, retain: true }

  test('is published when the connection breaks, retained where it says so [MQTT-3.1.2-8, MQTT-3.1.2-17]', async () => {
    const reader = await signedIn('reader')
    await subscribed(reader, 'v1/collars/1/online')
    const leaving = await signedIn('leaving', { will })
    leaving.wire.destroy()
    expect(await reader.next()).toMatchObject({ cmd: 'publish', payload: Buffer.from('0') })
    const late = await signedIn('late')
    late.send({ cmd: 'subscribe', messageId: 5, subscriptions: [{ topic: 'v1/collars/1/online', qos: 1 }] })
    const seen = [await late.next(), await late.next()]
    expect(seen.find(({ cmd }) => cmd === 'publish')).toMatchObject({ retain: true, payload: Buffer.from('0') })
  })

  test('is discarded by DISCONNECT [MQTT-3.1.2-10, MQTT-3.14.4-3]', async () => {
    const reader = await signedIn('reader')
    await subscribed(reader, 'v1/collars/1/online')
    const leaving = await signedIn('leaving', { will })
    leaving.send({ cmd: 'disconnect' })
    await open.heard.until('disconnected leaving')
    expect(await untilPing(reader)).toEqual([])
  })

  test('is published when another connection takes its name over [MQTT-3.1.4-2]', async () => {
    const reader = await signedIn('reader')
    await subscribed(reader, 'v1/collars/1/online')
    const first = await signedIn('twice', { will })
    await signedIn('twice')
    expect(await first.rest()).toEqual([])
    expect(await reader.next()).toMatchObject({ cmd: 'publish', payload: Buffer.from('0') })
  })
})

describe('sessions', () => {
  test('no name and a clean session gets one of the broker’s own, and so do two at once [MQTT-3.1.3-6]', async () => {
    for (const client of [await rawClient(open.port), await rawClient(open.port)]) {
      expect(await client.signIn('', { clean: true })).toMatchObject({ returnCode: 0 })
      await untilPing(client)
    }
    expect(open.broker.connections).toBe(2)
  })

  test('PINGREQ is answered [MQTT-3.12.4-1], and one and a half keep-alives of silence end the connection [MQTT-3.1.2-24]', async () => {
    const client = await signedIn('a', { keepalive: 60 })
    await open.clock.advance(80_000)
    expect(await untilPing(client)).toEqual([])
    await open.clock.advance(91_000)
    expect(await client.rest()).toEqual([])
    expect(open.heard.lines).toContain('refused keep-alive a')
  })
})

describe('quality of service', () => {
  test('QoS 0 is not answered, QoS 1 by PUBACK with its identifier [MQTT-4.3.1-1, MQTT-4.3.2-2]', async () => {
    const client = await signedIn('a')
    client.send({ cmd: 'publish', topic: 'x', payload: 'zero', qos: 0, retain: false, dup: false })
    client.send(publishPacket('x', 'one', 4_242))
    expect(await client.next()).toMatchObject({ cmd: 'puback', messageId: 4_242 })
    expect(await untilPing(client)).toEqual([])
  })

  test('what its publisher sends again with DUP is taken and acknowledged anew, and goes on without DUP [MQTT-3.3.1-3, MQTT-4.3.2-2]', async () => {
    const reader = await signedIn('reader')
    await subscribed(reader, 'x')
    const writer = await signedIn('writer')
    for (const dup of [false, true]) {
      writer.send(publishPacket('x', 'again', 7, { dup }))
      expect(await writer.next()).toMatchObject({ cmd: 'puback', messageId: 7 })
      expect(await reader.next()).toMatchObject({ cmd: 'publish', payload: Buffer.from('again'), dup: false })
    }
  })

  test('a subscriber that leaves a QoS 1 message without its PUBACK gets it once on that connection, with DUP 0 [MQTT-4.3.2-1, MQTT-4.4.0-1]', async () => {
    const reader = await signedIn('reader')
    await subscribed(reader, 'x')
    await open.broker.publish('x', Buffer.from('one'), 1)
    expect(await untilPing(reader)).toMatchObject([{ cmd: 'publish', qos: 1, dup: false }])
    expect(await untilPing(reader)).toEqual([])
  })

  test('QoS 2 goes down in its four steps, the same identifier in each [MQTT-4.3.3-1, MQTT-4.3.3-2]', async () => {
    const reader = await signedIn('reader')
    await subscribed(reader, 'x', 2)
    const writer = await signedIn('writer')
    writer.send(publishPacket('x', 'two', 9, { qos: 2 }))
    expect(await writer.next()).toMatchObject({ cmd: 'pubrec', messageId: 9 })
    writer.send({ cmd: 'pubrel', messageId: 9 })
    expect(await writer.next()).toMatchObject({ cmd: 'pubcomp', messageId: 9 })
    const message = await reader.next()
    expect(message).toMatchObject({ cmd: 'publish', qos: 2, dup: false, payload: Buffer.from('two') })
    const messageId = Number(message.messageId)
    reader.send({ cmd: 'pubrec', messageId })
    expect(await reader.next()).toMatchObject({ cmd: 'pubrel', messageId })
    reader.send({ cmd: 'pubcomp', messageId })
    expect(await untilPing(reader)).toEqual([])
  })

  test('QoS 2 sent again before PUBREL is the same message [MQTT-4.3.3-2]', async () => {
    const client = await signedIn('a')
    for (const dup of [false, true]) {
      client.send(publishPacket('x', 'two', 5, { qos: 2, dup }))
      expect(await client.next()).toMatchObject({ cmd: 'pubrec', messageId: 5 })
    }
    client.send({ cmd: 'pubrel', messageId: 5 })
    expect(await client.next()).toMatchObject({ cmd: 'pubcomp', messageId: 5 })
    expect(open.heard.lines.filter((line) => line === 'received a x two')).toHaveLength(1)
  })
})

describe('what MQTT forbids ends the connection', () => {
  const utf8 = (text: string) => Buffer.concat([Buffer.from([0, Buffer.byteLength(text)]), Buffer.from(text)])
  const packet = (first: number, ...body: Buffer[]) => {
    const rest = Buffer.concat(body)
    return Buffer.concat([Buffer.from([first, rest.length]), rest])
  }
  const id = Buffer.from([0, 1])
  test.each([
    ['a second CONNECT [MQTT-3.1.0-2]', packet(0x10, utf8('MQTT'))],
    ['QoS 3 [MQTT-3.3.1-4]', packet(0x36, utf8('a'), id)],
    ['a wildcard in a topic [MQTT-3.3.2-2]', packet(0x30, utf8('a/+'))],
    ['a topic with U+0000 [MQTT-1.5.3-2]', packet(0x30, utf8('a\0b'))],
    ['a topic that is not UTF-8 [MQTT-1.5.3-1]', packet(0x30, Buffer.from([0, 2, 0xc3, 0x28]))],
    ['packet identifier 0 [MQTT-2.3.1-1]', packet(0x32, utf8('a'), Buffer.from([0, 0]))],
    ['SUBSCRIBE with other flags [MQTT-3.8.1-1]', packet(0x80, id, utf8('a'), Buffer.from([1]))],
    ['SUBSCRIBE without a filter [MQTT-3.8.3-3]', packet(0x82, id)],
    ['SUBSCRIBE with QoS 3 [MQTT-3-8.3-4]', packet(0x82, id, utf8('a'), Buffer.from([3]))],
    ['UNSUBSCRIBE without a filter [MQTT-3.10.3-2]', packet(0xa2, id)],
    ['a filter with # before its end [MQTT-4.7.1-2]', packet(0x82, id, utf8('a/#/b'), Buffer.from([1]))],
    ['PUBREL with other flags [MQTT-3.6.1-1]', packet(0x60, id)],
    ['a packet of a server', packet(0x20, id)],
    ['packet type 15 (§2.2.1)', packet(0xf0)],
  ])('%s', async (_what, bytes) => {
    const client = await signedIn('a')
    client.send(bytes)
    await client.closed
    await open.heard.until('disconnected a')
  })
})
