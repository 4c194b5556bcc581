import { afterEach, expect, test } from 'vitest'
import { settle } from '../src/std/manual-clock.ts'
import { publishPacket, type RawClient, rawClient } from './testing/raw-client.ts'
import { openTestBroker, type TestBroker } from './testing/test-broker.ts'

let open: TestBroker | null = null
afterEach(async () => {
  await open?.broker.close(0)
  open = null
})

/** Everybody may publish and subscribe everywhere. */
const anywhere = { mayPublish: () => true, maySubscribe: () => true }

async function openBroker(options: Parameters<typeof openTestBroker>[0] = {}): Promise<TestBroker> {
  open = await openTestBroker(options)
  return open
}

async function subscribed(port: number, name: string, topic: string, qos: 0 | 1 = 1, more = {}): Promise<RawClient> {
  const client = await rawClient(port)
  await client.signIn(name, more)
  client.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic, qos }] })
  expect(await client.next()).toMatchObject({ cmd: 'suback', granted: [qos] })
  return client
}

test('a command reaches the client that is subscribed, and the caller is told so', async () => {
  const { broker, port } = await openBroker()
  for (const clean of [true, false]) {
    const client = await subscribed(port, 'a', 'a/command', 1, { clean })
    expect(await broker.publish('a/command', Buffer.from([1, 2]), 1)).toBe(true)
    const packet = await client.next()
    expect(packet).toMatchObject({
      cmd: 'publish',
      topic: 'a/command',
      qos: 1,
      retain: false,
      payload: Buffer.from([1, 2]),
    })
    client.send({ cmd: 'puback', messageId: Number(packet.messageId) })
  }
})

test('nobody subscribed, or subscribed and gone, is told to the caller', async () => {
  const { broker, port, heard } = await openBroker()
  expect(await broker.publish('a/command', Buffer.from('x'), 1)).toBe(false)
  const client = await subscribed(port, 'a', 'a/command')
  client.wire.destroy()
  await heard.until('disconnected a')
  expect(await broker.publish('a/command', Buffer.from('x'), 1)).toBe(false)
})

test('what the house publishes is kept for nobody who is away, though it asked for a session', async () => {
  const { broker, port, heard } = await openBroker()
  const first = await subscribed(port, 'a', 'a/command', 1, { clean: false })
  first.wire.destroy()
  await heard.until('disconnected a')
  expect(await broker.publish('a/command', Buffer.from('missed'), 1)).toBe(false)
  const second = await rawClient(port)
  expect(await second.signIn('a', { clean: false })).toMatchObject({ returnCode: 0, sessionPresent: true })
  second.send({ cmd: 'pingreq' })
  expect((await second.next()).cmd).toBe('pingresp')
  expect(await broker.publish('a/command', Buffer.from('now'), 1)).toBe(true)
  expect(await second.next()).toMatchObject({ cmd: 'publish', payload: Buffer.from('now'), dup: false })
})

test('only the last level online is retained, and an empty payload clears it', async () => {
  const { port } = await openBroker({ gate: anywhere })
  const device = await rawClient(port)
  await device.signIn('a')
  const publish = async (topic: string, payload: string): Promise<void> => {
    device.send(publishPacket(topic, payload, 1, { retain: true }))
    expect((await device.next()).cmd).toBe('puback')
    await settle()
  }
  await publish('v1/a/online', '1')
  await publish('v1/b/online', '1')
  await publish('v1/b/online', '')
  await publish('v1/c/online', 'x'.repeat(65))
  await publish('v1/a/report', 'never')
  const watcher = await subscribed(port, 'watcher', 'v1/#')
  await settle(20)
  watcher.send({ cmd: 'disconnect' })
  expect(await watcher.rest()).toMatchObject([{ topic: 'v1/a/online', retain: true, payload: Buffer.from('1') }])
})

test('a subscriber that reads nothing stops nobody else, is not written to without end, and is cut', async () => {
  const { port, heard, clock, broker } = await openBroker({ gate: anywhere, limits: { messagesPer10s_max: 100_000 } })
  const frozen = await subscribed(port, 'frozen', 'v1/#', 0)
  frozen.wire.pause()
  const device = await rawClient(port)
  await device.signIn('a')
  const payload = Buffer.alloc(8_000)
  for (let id = 1; !heard.lines.includes('refused forward-dropped frozen'); id++) {
    device.send(publishPacket('v1/a/report', payload, id))
    expect(await device.next()).toMatchObject({ cmd: 'puback', messageId: id })
  }
  expect(await broker.publish('v1/x', payload, 0)).toBe(false)
  await clock.advance(5_000)
  await heard.until('disconnected frozen')
  expect(heard.lines).toContain('refused slow-reader frozen')
  device.send(publishPacket('v1/a/report', payload, 65_535))
  expect(await device.next()).toMatchObject({ cmd: 'puback', messageId: 65_535 })
  frozen.wire.destroy()
})

test('a subscriber that vanishes under load takes nobody with it', async () => {
  const { port, heard } = await openBroker({ gate: anywhere })
  const device = await rawClient(port)
  await device.signIn('a')
  for (let round = 1; round <= 20; round++) {
    const vanishing = await subscribed(port, 'vanishing', 'v1/#')
    for (let id = 1; id <= 20; id++) device.send(publishPacket('v1/a/report', 'x', id))
    vanishing.wire.destroy()
    for (let id = 1; id <= 20; id++) expect(await device.next()).toMatchObject({ cmd: 'puback', messageId: id })
    await heard.until('disconnected vanishing', round)
  }
})

test('a QoS 2 message half acknowledged is forgotten with a clean session: sent again, it is new', async () => {
  const { port, heard } = await openBroker({ gate: anywhere })
  const watcher = await subscribed(port, 'watcher', 'v1/#', 0)
  for (let round = 1; round <= 2; round++) {
    const client = await rawClient(port)
    await client.signIn('a', { clean: true })
    client.send(publishPacket('v1/a/report', String(round), 7, { qos: 2 }))
    expect(await client.next()).toMatchObject({ cmd: 'pubrec', messageId: 7 })
    expect(await watcher.next()).toMatchObject({ cmd: 'publish', payload: Buffer.from(String(round)) })
    client.wire.destroy()
    await heard.until('disconnected a', round)
  }
})
