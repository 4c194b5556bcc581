import mqtt from 'mqtt'
import { afterEach, describe, expect, test } from 'vitest'
import { settle } from '../src/std/manual-clock.ts'
import { publishPacket, type RawClient, rawClient } from './testing/raw-client.ts'
import { keptAt, leaveFrom, openForSessions, say, subscribe, untilQuiet } from './testing/session-clients.ts'
import type { TestBroker } from './testing/test-broker.ts'
import type { BrokerLimits } from './types.ts'

/** Clean session 0 (MQTT 3.1.1 §3.1.2.4, §4.4) as a client sees it. */
let open: TestBroker
afterEach(() => open.broker.close(0))

const kept = (clientId: string) => keptAt(open, clientId)
const leave = (client: RawClient, clientId: string) => leaveFrom(open, client, clientId)

async function openBroker(limits: Partial<BrokerLimits> = {}): Promise<RawClient> {
  const opened = await openForSessions(limits)
  open = opened.open
  return opened.writer
}

const message = (payload: string, more: object = {}) => ({ cmd: 'publish', payload: Buffer.from(payload), ...more })

/** A session of `a` that is subscribed to `t` and away. */
async function away(qos: 1 | 2 = 1): Promise<void> {
  const first = await kept('a')
  expect(first.present).toBe(false)
  await subscribe(first, 't', qos)
  await leave(first, 'a')
}

describe('session present', () => {
  test('is 0 the first time and 1 when a session is resumed, be it without subscriptions [MQTT-3.2.2-2, MQTT-3.2.2-3]', async () => {
    await openBroker()
    for (const present of [false, true, true]) {
      const client = await kept('a')
      expect(client.present).toBe(present)
      client.send({ cmd: 'disconnect' })
      await client.closed
    }
  })

  test('a clean session has none present and ends the one that was kept [MQTT-3.1.2-6, MQTT-3.2.2-1]', async () => {
    const writer = await openBroker()
    await away()
    await say(writer, 't', 'lost')
    const clean = await rawClient(open.port)
    expect(await clean.signIn('a', { clean: true })).toMatchObject({ sessionPresent: false })
    expect(await untilQuiet(clean)).toEqual([])
    await say(writer, 't', 'lost')
    expect(await untilQuiet(clean)).toEqual([])
    await leave(clean, 'a')
    const after = await kept('a')
    expect(after.present).toBe(false)
    await say(writer, 't', 'lost')
    expect(await untilQuiet(after)).toEqual([])
  })

  test('a refused CONNECT has none present and leaves the session alone [MQTT-3.2.2-4]', async () => {
    const writer = await openBroker()
    await away()
    const stranger = await rawClient(open.port)
    const wrong = { clean: true, password: Buffer.from('wrong') }
    expect(await stranger.signIn('a', wrong)).toMatchObject({ returnCode: 4, sessionPresent: false })
    await say(writer, 't', 'kept')
    expect(await untilQuiet(await kept('a'))).toMatchObject([message('kept')])
  })

  test('is 1 for whoever takes the name over from a connection that lives [MQTT-3.1.4-2, MQTT-3.1.2-4]', async () => {
    const writer = await openBroker()
    const first = await kept('a')
    await subscribe(first, 't')
    const second = await kept('a')
    expect(second.present).toBe(true)
    expect(await first.rest()).toEqual([])
    await say(writer, 't', 'one')
    expect(await untilQuiet(second)).toMatchObject([message('one', { dup: false })])
  })
})

describe('subscriptions', () => {
  test('are there again without SUBSCRIBE, with their QoS, and without what is retained [MQTT-3.1.2-4]', async () => {
    const writer = await openBroker()
    writer.send(publishPacket('v1/x/online', '1', 1, { retain: true }))
    await writer.next()
    const first = await kept('a')
    await subscribe(first, 'v1/x/online', 0)
    await leave(first, 'a')
    const again = await kept('a')
    expect(await untilQuiet(again)).toEqual([])
    await say(writer, 'v1/x/online', '0')
    expect(await untilQuiet(again)).toMatchObject([message('0', { qos: 0, retain: false })])
  })

  test('made again they bring each message once, with the QoS of the later [MQTT-3.8.4-3]', async () => {
    const writer = await openBroker()
    await away()
    const again = await kept('a')
    await subscribe(again, 't', 1)
    await say(writer, 't', 'one')
    expect(await untilQuiet(again)).toMatchObject([message('one', { qos: 1 })])
    await subscribe(again, 't', 0)
    await say(writer, 't', 'two')
    expect(await untilQuiet(again)).toMatchObject([message('two', { qos: 0 })])
  })

  test('ended in a resumed session they stay ended, also in the next [MQTT-3.10.4-2]', async () => {
    const writer = await openBroker()
    await away()
    const again = await kept('a')
    again.send({ cmd: 'unsubscribe', messageId: 8, unsubscriptions: ['t'] })
    expect(await again.next()).toMatchObject({ cmd: 'unsuback' })
    await say(writer, 't', 'no')
    expect(await untilQuiet(again)).toEqual([])
    await leave(again, 'a')
    await say(writer, 't', 'no')
    expect(await untilQuiet(await kept('a'))).toEqual([])
  })

  test('count among those that one client may have, and a refused one is not kept', async () => {
    await openBroker({ subscriptions_max: 2 })
    const first = await kept('a')
    await subscribe(first, 't')
    first.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: '$SYS/#', qos: 1 }] })
    expect(await first.next()).toMatchObject({ granted: [0x80] })
    await leave(first, 'a')
    const again = await kept('a')
    await subscribe(again, 'u')
    again.send({ cmd: 'subscribe', messageId: 2, subscriptions: [{ topic: 'v', qos: 1 }] })
    await again.closed
    expect(open.heard.lines).toContain('refused too-many-subscriptions a')
  })

  test('two that match keep a message once, and a wildcard in front none of a topic with $ [MQTT-3.3.5-1, MQTT-4.7.2-1]', async () => {
    const writer = await openBroker()
    const first = await kept('a')
    await subscribe(first, '#', 1)
    await subscribe(first, 't', 2)
    await leave(first, 'a')
    await say(writer, 't', 'one')
    expect(await untilQuiet(await kept('a'))).toMatchObject([message('one', { qos: 1 })])
  })
})

describe('what came while a client was away', () => {
  test('comes in its order with DUP 0 when it comes again, and never after its PUBACK [MQTT-3.1.2-5, MQTT-3.3.1-1, MQTT-4.6.0-6]', async () => {
    const writer = await openBroker()
    await away()
    await say(writer, 't', 'one', 'two', 'three')
    const again = await kept('a')
    const seen = await untilQuiet(again)
    const dup = false
    expect(seen).toMatchObject([message('one', { dup }), message('two', { dup }), message('three', { dup })])
    for (const { messageId } of seen) again.send({ cmd: 'puback', messageId: messageId! })
    await untilQuiet(again)
    await leave(again, 'a')
    expect(await untilQuiet(await kept('a'))).toEqual([])
  })

  test('comes before what comes now, though the client subscribes in one breath with its CONNECT [MQTT-4.6.0-6]', async () => {
    const writer = await openBroker()
    await away()
    const before = Array.from({ length: 50 }, (_, at) => String(at))
    await say(writer, 't', ...before)
    const again = await rawClient(open.port)
    const connack = again.signIn('a', { clean: false })
    again.send({ cmd: 'subscribe', messageId: 99, subscriptions: [{ topic: 't', qos: 1 }] })
    for (let at = 50; at < 70; at++) writer.send(publishPacket('t', String(at), at))
    expect(await connack).toMatchObject({ sessionPresent: true })
    const seen: string[] = []
    while (seen.length < 70) {
      const packet = await again.next()
      if (packet.cmd === 'publish') seen.push(packet.payload.toString())
    }
    expect(seen).toEqual(Array.from({ length: 70 }, (_, at) => String(at)))
    expect((await untilQuiet(again)).filter(({ cmd }) => cmd === 'publish')).toEqual([])
  })

  test('survives a client that vanishes in the middle of it, over and over, in its order and under its identifiers [MQTT-4.4.0-1, MQTT-4.6.0-1]', async () => {
    const writer = await openBroker()
    await away()
    const all = Array.from({ length: 60 }, (_, at) => `${at} ${'x'.repeat(1_000)}`)
    await say(writer, 't', ...all)
    const ids = new Map<string, number>()
    for (let round = 0; round < 10; round++) {
      const vanishing = await kept('a')
      for (let at = 0; at < 6 * round; at++) {
        const packet = await vanishing.next()
        if (packet.cmd !== 'publish') throw new Error(`unexpected ${packet.cmd}`)
        const payload = packet.payload.toString()
        expect(payload).toBe(all[at])
        expect(packet.messageId).toBe(ids.get(payload) ?? packet.messageId)
        ids.set(payload, packet.messageId!)
      }
      // The next takes its name over before the broker has heard of the end, or after.
      vanishing.wire.destroy()
      if (round % 2 === 0) await vanishing.closed
    }
    const seen = await untilQuiet(await kept('a'))
    expect(seen.map((packet) => packet.cmd === 'publish' && packet.payload.toString())).toEqual(all)
    expect(new Set(seen.map(({ messageId }) => messageId)).size).toBe(60)
  })

  test('with QoS 0, or of a filter with QoS 0, is not kept (§3.1.2.4)', async () => {
    const writer = await openBroker()
    await away()
    writer.send({ cmd: 'publish', topic: 't', payload: 'zero', qos: 0, retain: false, dup: false })
    await untilQuiet(writer)
    const other = await kept('b')
    await subscribe(other, 't', 0)
    await leave(other, 'b')
    await say(writer, 't', 'one')
    expect(await untilQuiet(await kept('a'))).toMatchObject([message('one')])
    expect(await untilQuiet(await kept('b'))).toEqual([])
  })
})

describe('what was sent and not acknowledged', () => {
  test('comes again with DUP 1 and its identifier, those never sent after it with DUP 0 and others [MQTT-4.4.0-1, MQTT-3.3.1-1, MQTT-2.3.1-4]', async () => {
    const writer = await openBroker()
    const first = await kept('a')
    await subscribe(first, 't')
    await say(writer, 't', 'one', 'two', 'three')
    const sent = await untilQuiet(first)
    first.send({ cmd: 'puback', messageId: sent[1]!.messageId! })
    await untilQuiet(first)
    await leave(first, 'a')
    await say(writer, 't', 'four')
    const again = await kept('a')
    await say(writer, 't', 'five')
    const seen = await untilQuiet(again)
    expect(seen).toMatchObject([
      message('one', { dup: true, messageId: sent[0]!.messageId! }),
      message('three', { dup: true, messageId: sent[2]!.messageId! }),
      message('four', { dup: false }),
      message('five', { dup: false }),
    ])
    expect(new Set(seen.map(({ messageId }) => messageId)).size).toBe(4)
  })

  test('comes once on each connection, and stays unacknowledged as long as it takes [MQTT-4.4.0-1]', async () => {
    const writer = await openBroker()
    await away()
    await say(writer, 't', 'one')
    for (const dup of [false, true, true]) {
      const again = await kept('a')
      expect(await untilQuiet(again)).toMatchObject([message('one', { dup })])
      expect(await untilQuiet(again)).toEqual([])
      await leave(again, 'a')
    }
  })

  test('a command of the house that was sent comes again too', async () => {
    await openBroker()
    const first = await kept('a')
    await subscribe(first, 't')
    expect(await open.broker.publish('t', Buffer.from('one'), 1)).toBe(true)
    expect(await untilQuiet(first)).toMatchObject([message('one', { dup: false })])
    await leave(first, 'a')
    expect(await untilQuiet(await kept('a'))).toMatchObject([message('one', { dup: true })])
  })

  test('of QoS 2, PUBRELs go again in the order of their PUBRECs, before the messages, until PUBCOMP [MQTT-4.4.0-1, MQTT-4.3.3-1, MQTT-4.6.0-4]', async () => {
    const writer = await openBroker()
    const first = await kept('a')
    await subscribe(first, 't', 2)
    for (const messageId of [1, 2, 3]) {
      writer.send(publishPacket('t', String(messageId), messageId, { qos: 2 }))
      await writer.next()
    }
    await settle()
    const ids = (await untilQuiet(first)).map(({ messageId }) => messageId!)
    for (const messageId of [ids[2]!, ids[0]!]) {
      first.send({ cmd: 'pubrec', messageId })
      expect(await first.next()).toMatchObject({ cmd: 'pubrel', messageId })
    }
    await leave(first, 'a')
    const again = await kept('a')
    expect(await untilQuiet(again)).toMatchObject([
      { cmd: 'pubrel', messageId: ids[2] },
      { cmd: 'pubrel', messageId: ids[0] },
      message('2', { qos: 2, dup: true, messageId: ids[1] }),
    ])
    for (const messageId of [ids[2]!, ids[0]!]) again.send({ cmd: 'pubcomp', messageId })
    await untilQuiet(again)
    await leave(again, 'a')
    expect(await untilQuiet(await kept('a'))).toMatchObject([message('2', { dup: true })])
  })
})

test('the mqtt client finds its session: what was published while it was away, without a new SUBSCRIBE', async () => {
  const writer = await openBroker()
  const options = { clientId: 'a', username: 'a', password: 'secret', clean: false, resubscribe: false } as const
  const first = await mqtt.connectAsync(`mqtt://127.0.0.1:${open.port}`, options)
  await first.subscribeAsync('t', { qos: 1 })
  await first.endAsync()
  await open.heard.until('disconnected a')
  await say(writer, 't', 'one', 'two')
  const again = mqtt.connect(`mqtt://127.0.0.1:${open.port}`, options)
  const seen: string[] = []
  const both = new Promise<void>((resolve) => {
    again.on('message', (_topic, payload) => {
      if (seen.push(payload.toString()) === 2) resolve()
    })
  })
  const connack = await new Promise((resolve) => again.once('connect', resolve))
  expect(connack).toMatchObject({ sessionPresent: true })
  await both
  expect(seen).toEqual(['one', 'two'])
  await again.endAsync()
})
