import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { afterEach, expect, test } from 'vitest'
import { socketWire, type Wire } from '../../../src/sms/smpp/wire.ts'
import { until } from '../transport-contract.ts'

const pem = (name: string): string => readFileSync(new URL(`../../../broker/fixtures/${name}`, import.meta.url), 'utf8')
const HOST = '127.0.0.1'
const never = new AbortController().signal
let server: Server | null = null
const sockets: Socket[] = []

async function listen(tls = false): Promise<number> {
  const taken = (socket: Socket): void => void sockets.push(socket.on('error', () => {}))
  server = tls ? createTlsServer({ cert: pem('server.pem'), key: pem('server.key') }, taken) : createServer(taken)
  server.listen(0, HOST)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
  server?.close()
  server = null
})

/** A conversation of one word each way, and the end from either side. */
async function converse(wire: Wire): Promise<void> {
  const heard = Promise.withResolvers<string>()
  wire.onOctets((octets) => heard.resolve(Buffer.from(octets).toString()))
  await wire.write(Buffer.from('hello'))
  await until(() => sockets.length > 0)
  const [socket] = sockets
  if (!socket) throw new Error('nobody came')
  expect(String((await once(socket, 'data'))[0])).toBe('hello')
  socket.write('you too')
  expect(await heard.promise).toBe('you too')
}
const gone = (wire: Wire): Promise<string> => new Promise((resolve) => wire.onGone(resolve))

test('over TCP, until the other end closes', async () => {
  const wire = await socketWire({ tls: false, host: HOST, port: await listen() })(never)
  await converse(wire)
  sockets[0]?.end()
  expect(await gone(wire)).toBe('the SMSC closed the connection')
  await expect(wire.write(Buffer.from('x'))).rejects.toThrow()
  expect(await gone(wire)).toBe('the SMSC closed the connection')
})

test('over TLS, where the certificate is the host’s and trusted', async () => {
  const port = await listen(true)
  const wire = await socketWire({ tls: true, host: HOST, port, ca: pem('ca.pem') })(never)
  await converse(wire)
  wire.close()
  expect(await gone(wire)).toBe('closed')
})

test('over TLS nobody is believed whose certificate is not', async () => {
  const port = await listen(true)
  await expect(socketWire({ tls: true, host: HOST, port })(never)).rejects.toThrow(/certificate/)
})

test('a connection that is reset is gone, and says why', async () => {
  const wire = await socketWire({ tls: false, host: HOST, port: await listen() })(never)
  await converse(wire)
  sockets[0]?.resetAndDestroy()
  expect(await gone(wire)).toBe('ECONNRESET')
})

test('where nobody listens there is no connection', async () => {
  const port = await listen()
  server?.close()
  await expect(socketWire({ tls: false, host: HOST, port })(never)).rejects.toThrow(/ECONNREFUSED/)
})

test('connecting ends when it is told to, before or in the middle', async () => {
  const port = await listen()
  const told = new AbortController()
  told.abort(new Error('enough'))
  await expect(socketWire({ tls: false, host: HOST, port })(told.signal)).rejects.toThrow('enough')
  const later = new AbortController()
  // A peer that takes the connection and says nothing of TLS.
  const silent = socketWire({ tls: true, host: HOST, port })(later.signal)
  await once(server as Server, 'connection')
  later.abort(new Error('enough'))
  await expect(silent).rejects.toThrow('enough')
})
