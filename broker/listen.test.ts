import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { type Socket, connect as tcpConnect } from 'node:net'
import { duplexPair } from 'node:stream'
import { connect as tlsConnect } from 'node:tls'
import { connectAsync, type IClientOptions } from 'mqtt'
import { afterEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { settle } from '../src/std/manual-clock.ts'
import { publishPacket, rawClientOn } from './testing/raw-client.ts'
import { openTestBroker, TCP, type TestBroker } from './testing/test-broker.ts'
import type { Listener } from './types.ts'

const pem = (name: string): string => readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8')
const TLS: Listener = {
  kind: 'tls',
  host: '127.0.0.1',
  port: 0,
  cert: pem('server.pem'),
  key: pem('server.key'),
  ca: pem('ca.pem'),
}
const WS: Listener = { kind: 'ws', host: '127.0.0.1', port: 0 }

let open: TestBroker | null = null
afterEach(async () => {
  await open?.broker.close(0)
  open = null
})

async function openBroker(options: Parameters<typeof openTestBroker>[0] = {}): Promise<TestBroker> {
  open = await openTestBroker(options)
  return open
}

/** A whole conversation by an ordinary client: sign in, subscribe, publish, be sent a command. */
async function converse({ broker, heard }: TestBroker, url: string, options: IClientOptions = {}): Promise<void> {
  const client = await connectAsync(url, {
    clientId: 'a',
    username: 'a',
    password: 'secret',
    reconnectPeriod: 0,
    ...options,
  })
  await client.subscribeAsync('a/command', { qos: 1 })
  await client.publishAsync('a/report', 'hello', { qos: 1 })
  expect(heard.lines).toContain('received a a/report hello')
  const message = new Promise<Buffer>((resolve) => client.once('message', (_topic, payload) => resolve(payload)))
  expect(await broker.publish('a/command', Buffer.from('go'), 1)).toBe(true)
  expect(String(await message)).toBe('go')
  await client.endAsync()
}

/** Moves the clock once the broker waits for the connection, and sees it closed. */
async function cutInTime({ clock }: TestBroker, connection: Socket): Promise<void> {
  const closed = once(connection, 'close')
  while (clock.nextAt() === null) await settle()
  await clock.advance(10_000)
  await closed
}

test('an ordinary client converses over TCP, over WebSocket, and over TLS', async () => {
  const house = await openBroker({ listeners: [TCP, WS, TLS] })
  const [tcp, ws, tls] = house.broker.addresses
  expect(house.broker.addresses.map(({ kind }) => kind)).toEqual(['tcp', 'ws', 'tls'])
  await converse(house, `mqtt://127.0.0.1:${tcp!.port}`)
  await converse(house, `ws://127.0.0.1:${ws!.port}/any/path`)
  await converse(house, `mqtts://127.0.0.1:${tls!.port}`, { ca: pem('ca.pem') })
})

test('only a certificate that the CA signed names its client; without one, the password decides', async () => {
  const names: (string | null)[] = []
  const house = await openBroker({
    listeners: [TLS],
    gate: {
      authenticate: async ({ certificateName }) => {
        names.push(certificateName)
        return 'accepted'
      },
    },
  })
  const url = `mqtts://127.0.0.1:${house.port}`
  await converse(house, url, { ca: pem('ca.pem'), cert: pem('client.pem'), key: pem('client.key') })
  await converse(house, url, { ca: pem('ca.pem'), cert: pem('stranger.pem'), key: pem('stranger.key') })
  await converse(house, url, { ca: pem('ca.pem') })
  expect(names).toEqual(['356938035643809', null, null])
})

test('what is not TLS is refused by the TLS listener, and a silent TLS connection is cut in time', async () => {
  const house = await openBroker({ listeners: [TLS] })
  const plain = tcpConnect(house.port, '127.0.0.1')
  plain.on('error', () => {})
  plain.write('not a handshake, and long enough to be seen as none')
  await once(plain, 'close')
  expect(house.heard.lines).toEqual(['refused tls-failed'])
  const silent = tlsConnect({ port: house.port, host: '127.0.0.1', ca: pem('ca.pem') })
  silent.on('error', () => {})
  silent.resume()
  await cutInTime(house, silent)
  expect(house.heard.lines).toEqual(['refused tls-failed', 'refused connect-timeout'])
})

test('a WebSocket that does not speak mqtt, or speaks text, is refused', async () => {
  const house = await openBroker({ listeners: [WS] })
  const url = `ws://127.0.0.1:${house.port}`
  for (const protocol of [[], ['chat']]) {
    const other = new WebSocket(url, protocol)
    const [error] = await once(other, 'error')
    expect(String(error)).toContain('400')
  }
  const text = new WebSocket(url, ['mqtt'])
  await once(text, 'open')
  text.send('hello')
  await once(text, 'close')
  expect(house.heard.lines.filter((line) => line === 'refused websocket-refused')).toHaveLength(3)
})

test('a WebSocket message over the limit is cut before it is buffered', async () => {
  const house = await openBroker({ listeners: [WS] })
  const client = new WebSocket(`ws://127.0.0.1:${house.port}`, ['mqtt'])
  await once(client, 'open')
  client.send(Buffer.alloc(1_000_000))
  const [code] = await once(client, 'close')
  expect([1006, 1009]).toContain(code)
  expect(house.heard.lines).toEqual(['refused websocket-refused'])
})

test('a plain request to the WebSocket port is told what to do', async () => {
  const house = await openBroker({ listeners: [WS] })
  const asked = request({ port: house.port, host: '127.0.0.1' }).end()
  const [response] = await once(asked, 'response')
  expect(response.statusCode).toBe(426)
  response.resume()
  await once(asked, 'close')
})

test('a connection to the WebSocket port that asks nothing is cut in time', async () => {
  const house = await openBroker({ listeners: [WS] })
  const silent = tcpConnect(house.port, '127.0.0.1')
  silent.resume()
  await cutInTime(house, silent)
  expect(house.heard.lines).toEqual(['refused connect-timeout'])
})

test('a wire in memory is served like any other', async () => {
  const house = await openBroker({ listeners: [] })
  const [near, far] = duplexPair()
  house.broker.attach(far, { remoteAddress: 'memory', certificateName: null })
  const client = rawClientOn(near)
  await client.signIn('a')
  client.send(publishPacket('a/report', 'x', 1))
  expect(await client.next()).toMatchObject({ cmd: 'puback', messageId: 1 })
})

test('a port that is taken is an error, and nothing is left listening', async () => {
  const house = await openBroker()
  const passing = await openTestBroker()
  await passing.broker.close(0)
  const listeners: Listener[] = [passing.port, house.port].map((port) => ({ ...TCP, port }))
  await expect(openTestBroker({ listeners })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  const refused = tcpConnect(passing.port, '127.0.0.1')
  await expect(once(refused, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})
