import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { createWebSocketStream, type WebSocket, WebSocketServer } from 'ws'
import type { Cancel } from '../src/std/clock.ts'
import { peerAt, type Reception } from './listen.ts'

/** A request line and headers of a browser stay far below. */
const HEADER_BYTES_MAX = 8_192
/** The protocol's name on a WebSocket [MQTT-6.0.0-4]. */
const SUBPROTOCOL = 'mqtt'

/** MQTT in binary WebSocket messages, MQTT 3.1.1 §6; any path. */
export function webSocketServer(reception: Reception): Server {
  const { limits, clock } = reception
  const http = createServer({ maxHeaderSize: HEADER_BYTES_MAX, noDelay: true }, (_request, response) => {
    response.writeHead(426, { upgrade: 'websocket', connection: 'close' }).end()
  })
  const upgraded = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
    // A message may carry several packets; each is measured by the guard as well.
    maxPayload: 4 * limits.packetBytes_max,
    perMessageDeflate: false,
  })
  const deadlines = new WeakMap<Duplex, Cancel>()
  http.on('connection', (socket: Socket) => {
    if (!reception.admit(socket)) return
    const cancel = clock.after(limits.connect_timeout_ms, () => {
      reception.refuse('connect-timeout')
      socket.destroy()
    })
    deadlines.set(socket, cancel)
    socket.once('close', cancel)
  })
  http.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    deadlines.get(socket)?.()
    if (!offersMqtt(request)) {
      reception.refuse('websocket-refused')
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      return
    }
    upgraded.handleUpgrade(request, socket, head, (webSocket) => {
      reception.attach(wireOf(webSocket, reception), peerAt(socket, reception))
    })
  })
  return http
}

function offersMqtt(request: IncomingMessage): boolean {
  const offered = request.headers['sec-websocket-protocol'] ?? ''
  return offered.split(',').some((name) => name.trim() === SUBPROTOCOL)
}

function wireOf(webSocket: WebSocket, reception: Reception): Duplex {
  const wire = createWebSocketStream(webSocket)
  webSocket.on('error', () => reception.refuse('websocket-refused'))
  webSocket.on('message', (_data, isBinary) => {
    if (isBinary) return
    // [MQTT-6.0.0-1]
    reception.refuse('websocket-refused')
    webSocket.terminate()
  })
  return wire
}
