import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { createServer as createTlsServer, type TLSSocket } from 'node:tls'
import type { Clock } from '../src/std/clock.ts'
import type { Refusal } from './refusals.ts'
import type { BrokerLimits, Listener, Peer } from './types.ts'
import { webSocketServer } from './web-socket.ts'

/** What a listener does with what comes in. */
export type Reception = {
  /** False when there are too many; the socket is destroyed then. */
  admit(socket: Socket): boolean
  attach(wire: Duplex, peer: Peer): void
  /** What came in by this socket has signed in. */
  signedIn(socket: Socket): void
  refuse(reason: Refusal): void
  limits: BrokerLimits
  clock: Clock
}

export type Listening = {
  address: { kind: Listener['kind']; host: string; port: number }
  /** Takes no more connections; resolves when those that it has are closed. */
  close(): Promise<void>
}

/** @throws the system's error, e.g. EADDRINUSE, or that of a certificate which does not parse */
export async function listen(listener: Listener, reception: Reception): Promise<Listening> {
  const server = serverFor(listener, reception)
  server.listen(listener.port, listener.host)
  await once(server, 'listening')
  const bound = server.address()
  const port = typeof bound === 'object' && bound ? bound.port : listener.port
  return {
    address: { kind: listener.kind, host: listener.host, port },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

function serverFor(listener: Listener, reception: Reception): Server {
  switch (listener.kind) {
    case 'tcp':
      return tcpServer(reception)
    case 'tls':
      return tlsServer(listener, reception)
    case 'ws':
      return webSocketServer(reception)
  }
}

function tcpServer(reception: Reception): Server {
  return createServer({ noDelay: true }, (socket) => {
    if (reception.admit(socket)) reception.attach(socket, peerAt(socket, reception))
  })
}

function tlsServer(listener: Extract<Listener, { kind: 'tls' }>, reception: Reception): Server {
  const { cert, key, ca } = listener
  const server = createTlsServer({
    cert,
    key,
    ...(ca === undefined ? {} : { ca, requestCert: true }),
    // A client without a certificate may still sign in by password: the gate decides.
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
    handshakeTimeout: reception.limits.connect_timeout_ms,
    noDelay: true,
  })
  server.on('connection', (socket: Socket) => reception.admit(socket))
  server.on('secureConnection', (socket: TLSSocket) =>
    reception.attach(socket, { ...peerAt(socket, reception), certificateName: certificateName(socket) }),
  )
  server.on('tlsClientError', (_error, socket) => {
    reception.refuse('tls-failed')
    socket.destroy()
  })
  return server
}

/** The name in a certificate that the listener's CA signed. */
function certificateName(socket: TLSSocket): string | null {
  if (!socket.authorized) return null
  const name = socket.getPeerCertificate().subject?.CN
  return typeof name === 'string' ? name : null
}

/** Who is at the other end; the address is `unknown` where the socket has ended already and Node no longer says. */
export function peerAt(socket: Socket, reception: Reception): Peer {
  return {
    remoteAddress: socket.remoteAddress ?? 'unknown',
    certificateName: null,
    signedIn: () => reception.signedIn(socket),
  }
}
