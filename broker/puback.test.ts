import { afterEach, expect, test } from 'vitest'
import { settle } from '../src/std/manual-clock.ts'
import { publishPacket, rawClient } from './testing/raw-client.ts'
import { openTestBroker, type TestBroker } from './testing/test-broker.ts'
import type { Gate } from './types.ts'

let open: TestBroker | null = null
afterEach(async () => {
  await open?.broker.close(0)
  open = null
})

async function brokerWith(gate: Partial<Gate>, limits = {}): Promise<TestBroker> {
  open = await openTestBroker({ gate, limits })
  return open
}

test('PUBACK waits until the gate has the message', async () => {
  const stored = Promise.withResolvers<void>()
  const { port, heard } = await brokerWith({ received: () => stored.promise })
  const client = await rawClient(port)
  await client.signIn('a')
  client.send(publishPacket('a/report', '1', 7))
  // The ping behind it is answered: the broker is not merely slow.
  client.send({ cmd: 'pingreq' })
  expect((await client.next()).cmd).toBe('pingresp')
  expect(heard.lines).toContain('received a a/report 1')
  stored.resolve()
  expect(await client.next()).toMatchObject({ cmd: 'puback', messageId: 7 })
})

test('a message that the gate cannot keep gets no PUBACK, and the connection is closed', async () => {
  const { port, heard } = await brokerWith({ received: async () => Promise.reject(new Error('disk full')) })
  const client = await rawClient(port)
  await client.signIn('a')
  client.send(publishPacket('a/report', '1', 7))
  expect(await client.rest()).toEqual([])
  await heard.until('disconnected a')
  expect(heard.lines).toContain('refused not-stored a')
})

test('PUBACKs leave in the order of the PUBLISHes, whatever order they are stored in', async () => {
  const stored = new Map<string, PromiseWithResolvers<void>>()
  const { port, heard } = await brokerWith({
    received({ payload }) {
      const waiting = Promise.withResolvers<void>()
      stored.set(Buffer.from(payload).toString(), waiting)
      return waiting.promise
    },
  })
  const client = await rawClient(port)
  await client.signIn('a')
  for (const id of [1, 2, 3]) client.send(publishPacket('a/report', String(id), id))
  await heard.until('received a a/report 3')
  for (const id of ['3', '2', '1']) {
    stored.get(id)!.resolve()
    await settle()
  }
  for (const messageId of [1, 2, 3]) expect(await client.next()).toMatchObject({ cmd: 'puback', messageId })
})

test('what a client left unread on leaving is stored all the same', async () => {
  const stored = Promise.withResolvers<void>()
  const { port, heard } = await brokerWith({ received: () => stored.promise })
  const client = await rawClient(port)
  await client.signIn('a')
  client.send(publishPacket('a/report', '1', 7))
  await heard.until('received a a/report 1')
  client.wire.destroy()
  await heard.until('disconnected a')
  stored.resolve()
  await settle()
  expect((await (await rawClient(port)).signIn('b')).cmd).toBe('connack')
})

test('a QoS 2 message is handed over, and acknowledged in both steps', async () => {
  const { port, heard } = await brokerWith({})
  const client = await rawClient(port)
  await client.signIn('a')
  client.send(publishPacket('a/report', '1', 7, { qos: 2 }))
  expect(await client.next()).toMatchObject({ cmd: 'pubrec', messageId: 7 })
  client.send({ cmd: 'pubrel', messageId: 7 })
  expect(await client.next()).toMatchObject({ cmd: 'pubcomp', messageId: 7 })
  expect(heard.lines).toContain('received a a/report 1')
})

test('on close, what was received is answered first, and nothing new is taken', async () => {
  const stored = Promise.withResolvers<void>()
  const { broker, port, heard } = await brokerWith({ received: () => stored.promise })
  const client = await rawClient(port)
  await client.signIn('a', { will: { topic: 'a/online', payload: Buffer.from('0'), qos: 1, retain: true } })
  client.send(publishPacket('a/report', '1', 7))
  await heard.until('received a a/report 1')
  const closed = broker.close(10_000)
  client.send(publishPacket('a/report', '2', 8))
  await settle(20)
  expect(client.wire.destroyed).toBe(false)
  stored.resolve()
  expect(await client.rest()).toMatchObject([{ cmd: 'puback', messageId: 7 }])
  await closed
  expect(heard.lines.filter((line) => line.startsWith('received'))).toEqual(['received a a/report 1'])
})

test('closing waits for the gate no longer than it was told', async () => {
  const { broker, port, heard, clock } = await brokerWith({ received: () => new Promise(() => {}) })
  const client = await rawClient(port)
  await client.signIn('a')
  client.send(publishPacket('a/report', '1', 7))
  await heard.until('received a a/report 1')
  const closed = broker.close(5_000)
  await clock.advance(5_000)
  await closed
  expect(await client.rest()).toEqual([])
})
