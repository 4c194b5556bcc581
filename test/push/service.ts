import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export type TakenPush = { path: string; headers: IncomingHttpHeaders; body: Buffer }
/** A push service on this machine (RFC 8030): keeps what it takes, and answers as it is told. */
export type PushService = {
  origin: string
  taken: TakenPush[]
  answer: { status: number; headers?: Record<string, string> }
  /** Resolves when so many have come. */
  came(count: number): Promise<void>
  close(): Promise<void>
}

export async function pushService(): Promise<PushService> {
  const taken: TakenPush[] = []
  let heard = (): void => {}
  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      taken.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(pieces) })
      response.writeHead(service.answer.status, service.answer.headers).end()
      heard()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const service: PushService = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken,
    answer: { status: 201 },
    async came(count) {
      while (taken.length < count)
        await new Promise<void>((resolve) => {
          heard = resolve
        })
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return service
}
