import type { Socket } from 'node:net'
import mqtt, { type Packet } from 'mqtt-packet'
import type { Clock } from '../clock.ts'

/** MQTT packets over one socket. */
export type PacketStream = {
  send(packet: Packet): void
  /** The first packet that comes. Never rejects; never resolves when none does. */
  readonly first: Promise<Packet>
  /** Takes every packet after the first, from the moment it is set: until then they are kept. */
  onPacket(take: (packet: Packet) => void): void
  /** Resolves once, with the reason, when the socket is gone. */
  readonly ended: Promise<string>
  /** Sends what is written already when `gently`, else drops it. */
  end(reason: string, gently?: boolean): void
  /** `monotonic()` of the last packet sent. */
  readonly lastSent_ms: number
}

/** A device's memory: a packet of the protocol's 16,384 bytes, beside one read of the socket (64 kB). */
const RECEIVE_BYTES_MAX = 16_384 + 65_536

/** MQTT packets over a connected socket, which it owns from now on. */
export function packetStream(socket: Socket, clock: Clock): PacketStream {
  const parser = mqtt.parser({ protocolVersion: 4 })
  const first = Promise.withResolvers<Packet>()
  const ended = Promise.withResolvers<string>()
  const early: Packet[] = []
  let take: ((packet: Packet) => void) | null = null
  let seen = 0
  let pending_bytes = 0
  let lastSent_ms = clock.monotonic()

  const end = (reason: string, gently = false): void => {
    ended.resolve(reason)
    if (gently) socket.destroySoon()
    else socket.destroy()
  }
  parser.on('packet', (packet: Packet) => {
    pending_bytes = 0
    if (seen++ === 0) first.resolve(packet)
    else if (take) take(packet)
    else early.push(packet)
  })
  parser.on('error', (error: Error) => end(`not MQTT: ${error.message}`))
  socket.on('data', (chunk) => {
    const before = seen
    parser.parse(chunk as Buffer)
    // mqtt-packet keeps an unfinished packet of up to 256 MB.
    pending_bytes = seen === before ? pending_bytes + chunk.length : chunk.length
    if (pending_bytes > RECEIVE_BYTES_MAX) end('the broker sends more than this end can hold')
  })
  socket.on('error', (error) => end(error.message))
  socket.on('close', () => end('the connection was closed'))

  return {
    send(packet) {
      if (!socket.writable) return
      lastSent_ms = clock.monotonic()
      socket.write(mqtt.generate(packet, { protocolVersion: 4 }))
    },
    first: first.promise,
    onPacket(taker) {
      take = taker
      for (const packet of early.splice(0)) taker(packet)
    },
    ended: ended.promise,
    end,
    get lastSent_ms() {
      return lastSent_ms
    },
  }
}
