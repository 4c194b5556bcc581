import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as textOf } from 'node:stream/consumers'

/**
 * What becomes of the next write. `lost`: the connection ends without a word, before or after the lines were stored; `silent`: nothing is ever said; `half`: an answer
 * that breaks off.
 */
export type Fate =
  | { kind: 'lost'; stored: boolean }
  | { kind: 'silent' | 'half' }
  | { kind: 'answer'; status: number; body?: string; headers?: Record<string, string> }

export type Heard = { method: string; path: string; authorization: string | undefined; body: string }

/** A server with the interface of InfluxDB 1.x that misbehaves on demand. It keeps lines as they come and answers no query but the first look. */
export type FakeInflux = {
  readonly url: string
  fates: Fate[]
  /** Lines of each write that was stored, in the order of arrival. */
  writes: string[][]
  /** Every request but writes that were stored. */
  heard: Heard[]
  /** Called when a write has come in whole, before its fate. */
  onWrite: () => void
  /** Answers in place of its own; for what a test records. */
  answer: ((heard: Heard) => { status: number; headers?: Record<string, string>; body?: string } | null) | null
  /** Nobody answers at its port. */
  stop(): Promise<void>
  start(): Promise<void>
}

export async function fakeInflux(version = '1.6.7'): Promise<FakeInflux> {
  let server: Server | null = null
  let port = 0
  const fake: FakeInflux = {
    get url() {
      return `http://127.0.0.1:${port}`
    },
    fates: [],
    writes: [],
    heard: [],
    onWrite: () => {},
    answer: null,
    async start() {
      server = createServer((request, response) => void serve(request, response)).listen(port, '127.0.0.1')
      await once(server, 'listening')
      port = (server.address() as AddressInfo).port
    },
    async stop() {
      const closing = server
      server = null
      closing?.closeAllConnections()
      await new Promise((resolve) => (closing ? closing.close(resolve) : resolve(null)))
    },
  }
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '' } = request
    const heard = { method, path, authorization: request.headers.authorization, body: await textOf(request) }
    const own = fake.answer?.(heard)
    if (own) {
      fake.heard.push(heard)
      return void response.writeHead(own.status, own.headers).end(own.body)
    }
    if (path.startsWith('/write')) return write(heard, request, response)
    fake.heard.push(heard)
    response.setHeader('x-influxdb-version', version)
    if (path === '/ping') return void response.writeHead(204).end()
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"results":[{"statement_id":0}]}')
  }
  function write(heard: Heard, request: IncomingMessage, response: ServerResponse): void {
    const fate = fake.fates.shift()
    fake.onWrite()
    if (fate === undefined || (fate.kind === 'lost' && fate.stored)) fake.writes.push(heard.body.split('\n'))
    if (fate === undefined) response.writeHead(204).end()
    else if (fate.kind === 'lost') request.socket.destroy()
    else if (fate.kind === 'answer') response.writeHead(fate.status, fate.headers).end(fate.body)
    else if (fate.kind === 'half') {
      request.socket.write('HTTP/1.1 20')
      request.socket.destroy()
    }
  }
  await fake.start()
  return fake
}
