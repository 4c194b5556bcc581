import { once } from 'node:events'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import mqtt, { type Packet } from 'mqtt-packet'

/** A client that says exactly what it is told to. */
export type RawClient = {
  readonly wire: Duplex
  send(packet: Packet | Uint8Array): void
  /** The next packet from the broker; rejects once the connection is closed and none is left. */
  next(): Promise<Packet>
  /** Every packet that comes until the broker closes the connection. */
  rest(): Promise<Packet[]>
  /** Signs in as `clientId` with the password that test gates accept, and takes the CONNACK. */
  signIn(clientId: string, more?: object): Promise<Packet>
  /** Resolves when the broker has closed the connection. */
  readonly closed: Promise<unknown>
}

export async function rawClient(port: number): Promise<RawClient> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  return rawClientOn(socket)
}

export function rawClientOn(wire: Duplex): RawClient {
  const packets: Packet[] = []
  let taker: PromiseWithResolvers<Packet> | null = null
  const parser = mqtt.parser()
  parser.on('packet', (packet) => {
    if (taker) taker.resolve(packet)
    else packets.push(packet)
    taker = null
  })
  // An abrupt end is one of the things that tests wait for.
  wire.on('error', () => {})
  wire.on('data', (chunk: Buffer) => parser.parse(chunk))
  const closed = new Promise((resolve) => wire.once('close', resolve))
  void closed.then(() => taker?.reject(new Error('the broker closed the connection')))

  const client: RawClient = {
    wire,
    closed,
    send: (packet) => void wire.write(packet instanceof Uint8Array ? packet : mqtt.generate(packet)),
    next() {
      const waiting = packets.shift()
      if (waiting) return Promise.resolve(waiting)
      if (wire.destroyed) return Promise.reject(new Error('the broker closed the connection'))
      taker = Promise.withResolvers<Packet>()
      return taker.promise
    },
    async rest() {
      await closed
      return packets.splice(0)
    },
    signIn(clientId, more = {}) {
      client.send(connectPacket(clientId, more))
      return client.next()
    },
  }
  return client
}

export function connectPacket(clientId: string, more: object = {}): Packet {
  return {
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    clientId,
    keepalive: 60,
    username: clientId,
    password: Buffer.from('secret'),
    ...more,
  }
}

export function publishPacket(topic: string, payload: string | Buffer, messageId: number, more: object = {}): Packet {
  return { cmd: 'publish', topic, payload, messageId, qos: 1, retain: false, dup: false, ...more }
}
