import { afterEach, expect, test } from 'vitest'
import { settle } from '../src/std/manual-clock.ts'
import { publishPacket, type RawClient, rawClient } from './testing/raw-client.ts'
import { openTestBroker, type TestBroker } from './testing/test-broker.ts'
import type { Gate } from './types.ts'

let open: TestBroker | null = null
afterEach(async () => {
  await open?.broker.close(0)
  open = null
})

type Group = { payloads: string[]; kept: () => void; fail: (error: Error) => void }

/** A broker whose gate takes the reports of every client by the short way; each group is kept when the test says so. */
async function begin(
  gate: Partial<Gate> = {},
  limits = {},
): Promise<{ client: RawClient; groups: Group[]; test: TestBroker }> {
  const groups: Group[] = []
  open = await openTestBroker({
    limits,
    gate: {
      shortWay: (clientId) => ({
        topic: `${clientId}/report`,
        received(payloads) {
          const { promise, resolve, reject } = Promise.withResolvers<void>()
          groups.push({ payloads: payloads.map((one) => Buffer.from(one).toString()), kept: resolve, fail: reject })
          return promise
        },
      }),
      ...gate,
    },
  })
  const client = await rawClient(open.port)
  await client.signIn('a')
  return { client, groups, test: open }
}

async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; !holds(); turn++) {
    if (turn === 1_000) throw new Error('it never came to that')
    await settle()
  }
}

test('reports go to the gate in groups, and their PUBACKs leave when it has them', async () => {
  const {
    client,
    groups,
    test: { heard },
  } = await begin()
  client.wire.cork()
  for (const id of [1, 2, 3]) client.send(publishPacket('a/report', String(id), id))
  client.send({ cmd: 'pingreq' })
  client.wire.uncork()
  expect((await client.next()).cmd).toBe('pingresp')
  expect(groups.flatMap(({ payloads }) => payloads)).toEqual(['1', '2', '3'])
  for (const group of groups) group.kept()
  for (const messageId of [1, 2, 3]) expect(await client.next()).toMatchObject({ cmd: 'puback', messageId })
  expect(heard.lines.filter((line) => line.startsWith('received'))).toEqual([])
})

test('PUBACKs leave in the order of the PUBLISHes, whichever way these went [MQTT-4.6.0-2]', async () => {
  const stored = Promise.withResolvers<void>()
  const { client, groups } = await begin({ received: () => stored.promise })
  client.send(publishPacket('a/report', '1', 1))
  client.send(publishPacket('a/result', '2', 2))
  client.send({ cmd: 'pingreq' })
  expect((await client.next()).cmd).toBe('pingresp')
  stored.resolve()
  await settle()
  client.send({ cmd: 'pingreq' })
  expect((await client.next()).cmd).toBe('pingresp')
  groups[0]!.kept()
  expect(await client.next()).toMatchObject({ cmd: 'puback', messageId: 1 })
  expect(await client.next()).toMatchObject({ cmd: 'puback', messageId: 2 })
  client.send(publishPacket('a/report', '3', 3))
  await until(() => groups.length === 2)
  groups[1]!.kept()
  expect(await client.next()).toMatchObject({ cmd: 'puback', messageId: 3 })
})

test('reports that cannot be kept get no PUBACK, and the connection is closed', async () => {
  const {
    client,
    groups,
    test: { heard },
  } = await begin()
  client.send(publishPacket('a/report', '1', 1))
  await until(() => groups.length === 1)
  groups[0]!.fail(new Error('disk full'))
  expect(await client.rest()).toEqual([])
  await heard.until('disconnected a')
  expect(heard.lines).toContain('refused not-stored a')
})

test('a report that cannot be kept costs those before it nothing: their PUBACKs leave before the connection is closed', async () => {
  const { client, groups } = await begin()
  client.send(publishPacket('a/report', '1', 1))
  await until(() => groups.length === 1)
  client.send(publishPacket('a/report', '2', 2))
  await until(() => groups.length === 2)
  groups[1]!.fail(new Error('the inbox is full'))
  await settle(20)
  groups[0]!.kept()
  expect(await client.rest()).toMatchObject([{ cmd: 'puback', messageId: 1 }])
})

test('the limits on what is unacknowledged and on size hold on the short way too', async () => {
  const {
    client,
    test: { heard },
  } = await begin({}, { inflight_max: 2, packetBytes_max: 200 })
  for (const id of [1, 2, 3]) client.send(publishPacket('a/report', String(id), id))
  await heard.until('refused too-many-unacknowledged a')
  const other = await rawClient(open!.port)
  await other.signIn('b')
  other.send(publishPacket('b/report', 'x'.repeat(200), 1))
  await heard.until('refused packet-too-large b')
})

test('another’s report topic is refused as ever', async () => {
  const {
    client,
    groups,
    test: { heard },
  } = await begin()
  client.send(publishPacket('b/report', '1', 1))
  expect(await client.rest()).toEqual([])
  await heard.until('disconnected a')
  expect(heard.lines).toContain('refused foreign-topic a')
  expect(groups).toEqual([])
})

test('on close, reports that were taken are acknowledged first', async () => {
  const {
    client,
    groups,
    test: { broker },
  } = await begin()
  client.send(publishPacket('a/report', '1', 1))
  await until(() => groups.length === 1)
  const closed = broker.close(10_000)
  await settle(20)
  groups[0]!.kept()
  expect(await client.rest()).toMatchObject([{ cmd: 'puback', messageId: 1 }])
  await closed
})

test('devices whose reports are kept together are answered together, also one that comes once they are, and all are cut when they cannot be', async () => {
  const together = Promise.withResolvers<void>()
  const never = Promise.withResolvers<void>()
  let which = together.promise
  let taken = 0
  const received = (): Promise<void> => {
    taken++
    return which
  }
  const { client, test } = await begin({ shortWay: (clientId) => ({ topic: `${clientId}/report`, received }) })
  const other = await rawClient(test.port)
  await other.signIn('b')
  client.send(publishPacket('a/report', '1', 1))
  await until(() => taken === 1)
  client.send(publishPacket('a/report', '2', 2))
  other.send(publishPacket('b/report', '7', 7))
  await until(() => taken === 3)
  together.resolve()
  for (const messageId of [1, 2]) expect(await client.next()).toMatchObject({ cmd: 'puback', messageId })
  expect(await other.next()).toMatchObject({ cmd: 'puback', messageId: 7 })
  other.send(publishPacket('b/report', '8', 8))
  expect(await other.next()).toMatchObject({ cmd: 'puback', messageId: 8 })

  which = never.promise
  client.send(publishPacket('a/report', '3', 3))
  other.send(publishPacket('b/report', '9', 9))
  await until(() => taken === 6)
  never.reject(new Error('disk full'))
  expect(await client.rest()).toEqual([])
  expect(await other.rest()).toEqual([])
})
