import mqtt from 'mqtt-packet'
import { afterEach, expect, test } from 'vitest'
import { connectPacket, publishPacket, rawClient } from './testing/raw-client.ts'
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

const returnCode = (code: number): object => ({ cmd: 'connack', returnCode: code, sessionPresent: false })

test('a wrong password is answered with return code 4 (§3.2.2.3)', async () => {
  const { port, heard } = await openBroker()
  const client = await rawClient(port)
  expect(await client.signIn('a', { password: Buffer.from('wrong') })).toMatchObject(returnCode(4))
  await client.closed
  expect(heard.lines).toEqual(['refused bad-credentials a'])
})

test('a gate that cannot check now, fails, or does not answer in time is return code 3', async () => {
  const never = new Promise<never>(() => {})
  const gates = [async () => 'unavailable' as const, () => Promise.reject(new Error('away')), () => never]
  for (const authenticate of gates) {
    const asked = Promise.withResolvers<void>()
    const { broker, port, clock } = await openTestBroker({
      gate: {
        authenticate() {
          asked.resolve()
          return authenticate()
        },
      },
    })
    const client = await rawClient(port)
    const connack = client.signIn('a')
    await asked.promise
    await clock.advance(10_000)
    expect(await connack).toMatchObject(returnCode(3))
    await client.closed
    await broker.close(0)
  }
})

test('the gate hears who connects: name, user, password, address', async () => {
  const { port, heard } = await openBroker({
    gate: {
      authenticate: async ({ clientId, username, password, certificateName, remoteAddress }) =>
        clientId === 'a' &&
        username === 'u' &&
        Buffer.from(password!).equals(Buffer.from([0, 255])) &&
        !certificateName &&
        remoteAddress === '127.0.0.1'
          ? 'accepted'
          : 'bad-credentials',
    },
  })
  const client = await rawClient(port)
  expect(await client.signIn('a', { username: 'u', password: Buffer.from([0, 255]) })).toMatchObject(returnCode(0))
  await heard.until('connected a')
})

test('no name and a session to keep is return code 2; no name and a clean session may come in [MQTT-3.1.3-8, MQTT-3.1.3-6]', async () => {
  const { port } = await openBroker()
  const keeping = await rawClient(port)
  const connect = mqtt.generate(connectPacket(''))
  // Connect flags (§3.1.2.3); the generator refuses to clear CleanSession itself.
  connect[9]! &= ~0b10
  keeping.send(connect)
  expect(await keeping.next()).toMatchObject(returnCode(2))
  await keeping.closed
  expect(await (await rawClient(port)).signIn('')).toMatchObject(returnCode(0))
})

test('MQTT 5 is answered with return code 1 [MQTT-3.1.2-2]', async () => {
  const { port, heard } = await openBroker()
  const client = await rawClient(port)
  client.send(connectPacket('a', { protocolVersion: 5 }))
  expect(await client.rest()).toMatchObject([returnCode(1)])
  expect(heard.lines).toEqual(['refused not-mqtt'])
})

test("a will to a topic that is not the client's own is return code 5", async () => {
  const { port, heard } = await openBroker()
  for (const topic of ['b/online', 'a/+', '$SYS/a']) {
    const client = await rawClient(port)
    const will = { topic, payload: Buffer.from('0'), qos: 1, retain: true }
    expect(await client.signIn('a', { will })).toMatchObject(returnCode(5))
    await client.closed
  }
  expect(heard.lines).toEqual(Array(3).fill('refused will-not-allowed a'))
})

test('a CONNECT too large is cut at its header, though the rest never comes', async () => {
  const { port, heard } = await openBroker()
  const client = await rawClient(port)
  // Remaining length 200 MB, and ten bytes of it.
  client.send(Buffer.from([0x10, 0x80, 0x84, 0xaf, 0x5f, 0, 4, 77, 81, 84, 84, 4, 2, 0, 60]))
  await client.closed
  expect(heard.lines).toEqual(['refused connect-too-large'])
})

test('a CONNECT that is not complete in time is cut, one byte or none', async () => {
  const { port, heard, clock } = await openBroker()
  const clients = [await rawClient(port), await rawClient(port)]
  clients[1]!.send(Buffer.from([0x10]))
  // Connections are taken in order: the two before this one are there.
  await (await rawClient(port)).signIn('a')
  await clock.advance(9_999)
  expect(heard.lines).toEqual(['connected a'])
  await clock.advance(1)
  await Promise.all(clients.map(({ closed }) => closed))
  expect(heard.lines).toEqual(['connected a', 'refused connect-timeout', 'refused connect-timeout'])
})

test('a CONNECT may come byte by byte, with the next packet close behind', async () => {
  const { port, heard } = await openBroker()
  const client = await rawClient(port)
  const connect = mqtt.generate(connectPacket('a'))
  for (const byte of connect) client.wire.write(Buffer.from([byte]))
  client.send(publishPacket('a/report', 'early', 1))
  expect(await client.next()).toMatchObject(returnCode(0))
  expect(await client.next()).toMatchObject({ cmd: 'puback', messageId: 1 })
  expect(heard.lines).toEqual(['connected a', 'received a a/report early'])
})

test('anything but CONNECT first, or CONNECT twice, is cut', async () => {
  const { port, heard } = await openBroker()
  const stranger = await rawClient(port)
  stranger.send(publishPacket('a/report', '1', 1))
  await stranger.closed
  const browser = await rawClient(port)
  browser.send(Buffer.from('GET / HTTP/1.1\r\n\r\n'))
  await browser.closed
  const twice = await rawClient(port)
  await twice.signIn('a')
  twice.send(connectPacket('a'))
  await twice.closed
  await heard.until('disconnected a')
  expect(heard.lines.filter((line) => line.startsWith('refused'))).toEqual([
    'refused not-mqtt',
    'refused not-mqtt',
    'refused malformed a',
  ])
})

test('connections are limited, and a place is free again when one closes', async () => {
  const { port, heard } = await openBroker({ limits: { connections_max: 2 } })
  const first = await rawClient(port)
  await first.signIn('a')
  await (await rawClient(port)).signIn('b')
  await (await rawClient(port)).closed
  expect(heard.lines).toContain('refused too-many-connections')
  first.send({ cmd: 'disconnect' })
  await first.closed
  await heard.until('disconnected a')
  expect(await signedInAtLast(port, 'c')).toMatchObject(returnCode(0))
})

test('an address may have so many connections that have not signed in, and any number that have', async () => {
  const { port, heard } = await openBroker({ limits: { strangersPerAddress_max: 2 } })
  for (const name of ['a', 'b', 'c']) expect(await (await rawClient(port)).signIn(name)).toMatchObject(returnCode(0))
  const strangers = [await rawClient(port), await rawClient(port)]
  await (await rawClient(port)).closed
  expect(heard.lines.filter((line) => line.startsWith('refused'))).toEqual(['refused too-many-from-address'])
  // Signing in makes room, and so does going away.
  expect(await strangers[0]!.signIn('d')).toMatchObject(returnCode(0))
  expect(await (await rawClient(port)).signIn('e')).toMatchObject(returnCode(0))
  const third = await rawClient(port)
  third.wire.destroy()
  expect(await signedInAtLast(port, 'f')).toMatchObject(returnCode(0))
  strangers[1]!.wire.destroy()
})

/** The broker's end of a connection closes a moment after ours: until then another is refused. */
async function signedInAtLast(port: number, name: string): Promise<unknown> {
  for (;;) {
    const connack = await (await rawClient(port)).signIn(name).catch(() => null)
    if (connack) return connack
  }
}

test('a second connection of the same name takes over: the first is closed and told off before [MQTT-3.1.4-2]', async () => {
  const { port, heard, broker } = await openBroker()
  const first = await rawClient(port)
  await first.signIn('a', { will: { topic: 'a/online', payload: Buffer.from('0'), qos: 1, retain: true } })
  const second = await rawClient(port)
  await second.signIn('a')
  await first.closed
  second.send(publishPacket('a/online', '1', 1))
  expect(await second.next()).toMatchObject({ cmd: 'puback' })
  expect(heard.lines).toEqual([
    'connected a',
    'received a a/online 0',
    'disconnected a',
    'connected a',
    'received a a/online 1',
  ])
  expect(broker.connections).toBe(1)
})

test('of many connections of one name that come at once, one is left', async () => {
  const { port, heard, broker } = await openBroker()
  const clients = await Promise.all(Array.from({ length: 12 }, () => rawClient(port)))
  for (const client of clients) client.send(connectPacket('a'))
  await heard.until('disconnected a', 11)
  expect(broker.connections).toBe(1)
  expect(heard.lines.filter((line) => line === 'connected a')).toHaveLength(12)
  expect(clients.filter(({ wire }) => !wire.destroyed).length).toBeGreaterThanOrEqual(1)
})

test('a will is delivered through the gate when the connection breaks, and not after DISCONNECT [MQTT-3.1.2-8, MQTT-3.1.2-10]', async () => {
  const { port, heard } = await openBroker()
  const will = { topic: 'a/online', payload: Buffer.from('0'), qos: 1, retain: true }
  const polite = await rawClient(port)
  await polite.signIn('a', { will })
  polite.send({ cmd: 'disconnect' })
  await heard.until('disconnected a')
  expect(heard.lines).toEqual(['connected a', 'disconnected a'])
  const broken = await rawClient(port)
  await broken.signIn('a', { will })
  broken.wire.destroy()
  await heard.until('disconnected a', 2)
  expect(heard.lines.slice(2)).toEqual(['connected a', 'received a a/online 0', 'disconnected a'])
})

test('silence for one and a half keep-alives is cut; asking for none, or for more than the most, means the most [MQTT-3.1.2-24]', async () => {
  const { port, heard, clock } = await openBroker()
  const asked: [string, number, number][] = [
    ['a', 60, 90_000],
    ['b', 0, 1_800_000],
    ['c', 65_535, 1_800_000],
  ]
  for (const [name, keepalive, silence_ms_max] of asked) {
    const client = await rawClient(port)
    await client.signIn(name, { keepalive })
    await clock.advance(silence_ms_max - 1)
    client.send({ cmd: 'pingreq' })
    expect((await client.next()).cmd).toBe('pingresp')
    await clock.advance(silence_ms_max - 1)
    expect(heard.lines).not.toContain(`refused keep-alive ${name}`)
    await clock.advance(1)
    await client.closed
    expect(heard.lines).toContain(`refused keep-alive ${name}`)
  }
})

test('who is dismissed is cut off, its will is heard, and the gate decides anew whether it may come again; others stay', async () => {
  let password = 'secret'
  const { broker, port, heard } = await openBroker({
    gate: {
      authenticate: async (credentials) =>
        Buffer.from(credentials.password ?? []).toString() === password ? 'accepted' : 'bad-credentials',
    },
  })
  const [client, other] = [await rawClient(port), await rawClient(port)]
  await client.signIn('a', { will: { topic: 'a/gone', payload: Buffer.from('0'), qos: 1, retain: false } })
  await other.signIn('b')
  password = 'another'
  broker.dismiss('a')
  broker.dismiss('nobody')
  await client.closed
  await heard.until('disconnected a')
  expect(heard.lines).toEqual(expect.arrayContaining(['refused dismissed a', 'received a a/gone 0', 'disconnected a']))
  const again = await rawClient(port)
  expect(await again.signIn('a')).toMatchObject(returnCode(4))
  other.send({ cmd: 'pingreq' })
  expect(await other.next()).toMatchObject({ cmd: 'pingresp' })
})

test('who is being judged when its name is dismissed does not come in, whatever the judgement was', async () => {
  const verdict = Promise.withResolvers<'accepted'>()
  const asked = Promise.withResolvers<void>()
  const { broker, port, heard } = await openBroker({
    gate: {
      authenticate() {
        asked.resolve()
        return verdict.promise
      },
    },
  })
  const client = await rawClient(port)
  client.signIn('a').catch(() => {})
  await asked.promise
  broker.dismiss('a')
  verdict.resolve('accepted')
  await client.closed
  expect(heard.lines).toEqual(['refused dismissed a'])
})
