import type { IPublishPacket, Packet } from 'mqtt-packet'
import type { Clock } from '../clock.ts'
import { keepAlive } from './keep-alive.ts'
import type { PacketStream } from './packet-stream.ts'
import { type Downlink, type Link, WireError } from './wire.ts'

type Waiting = { resolve: () => void; reject: (error: WireError) => void }
type OnMessage = (message: Downlink) => Promise<void>

/** MQTT 3.1.1 §2.3.1: packet identifiers are 1 to 65,535. */
const PACKET_ID_MAX = 65_535
/** Messages without our PUBACK, as many as the backend leaves unacknowledged (collar protocol §1). */
const RECEIVING_MAX = 32

/** The link over a signed-in connection: matches acknowledgements with what waits for them. */
export function createMqttLink(
  packets: PacketStream,
  { clock, keepAlive_s }: { clock: Clock; keepAlive_s: number },
): Link {
  const waiting = new Map<number, Waiting>()
  // A session that the broker kept (clean session 0) may deliver before this connection has subscribed.
  const subscriber = Promise.withResolvers<OnMessage>()
  let receiving = 0
  let lastId = 0
  let open = true

  const nextId = (): number => {
    do lastId = (lastId % PACKET_ID_MAX) + 1
    while (waiting.has(lastId))
    return lastId
  }
  const acknowledged = (make: (messageId: number) => Packet): Promise<void> => {
    if (!open) return Promise.reject(new WireError('closed', 'the connection ended'))
    const messageId = nextId()
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    waiting.set(messageId, { resolve, reject })
    packets.send(make(messageId))
    return promise
  }
  const settle = (messageId: number | undefined, refused?: string): void => {
    const one = waiting.get(messageId ?? 0)
    waiting.delete(messageId ?? 0)
    if (refused) one?.reject(new WireError('refused', refused))
    else one?.resolve()
  }
  const receive = async (packet: IPublishPacket): Promise<void> => {
    if (++receiving > RECEIVING_MAX) throw new Error('more messages at once than this end can hold')
    const onMessage = await subscriber.promise
    await onMessage({ topic: packet.topic, payload: Buffer.from(packet.payload) })
    receiving--
    // The promise to the broker: dealt with, not merely received (collar protocol §1).
    if (packet.qos === 1 && packet.messageId) packets.send({ cmd: 'puback', messageId: packet.messageId })
  }

  const ping = keepAlive(packets, clock, keepAlive_s)
  packets.onPacket((packet) => {
    if (packet.cmd === 'puback') settle(packet.messageId)
    else if (packet.cmd === 'suback')
      settle(packet.messageId, packet.granted[0] === 128 ? 'subscription refused' : undefined)
    else if (packet.cmd === 'pingresp') ping.answered()
    else if (packet.cmd === 'publish') receive(packet).catch((error: Error) => packets.end(error.message))
    else packets.end(`a packet that nobody asked for: ${packet.cmd}`)
  })
  const closed = packets.ended.then((reason) => {
    open = false
    ping.stop()
    for (const one of waiting.values()) one.reject(new WireError('closed', reason))
    waiting.clear()
    return reason
  })

  return {
    closed,
    publish(topic, payload, { qos, retain }) {
      const packet = { cmd: 'publish' as const, topic, payload: Buffer.from(payload), qos, retain, dup: false }
      if (qos > 0) return acknowledged((messageId) => ({ ...packet, messageId }))
      packets.send(packet)
      return Promise.resolve()
    },
    subscribe(filter, take) {
      subscriber.resolve(take)
      return acknowledged((messageId) => ({ cmd: 'subscribe', messageId, subscriptions: [{ topic: filter, qos: 1 }] }))
    },
    async close() {
      packets.send({ cmd: 'disconnect' })
      packets.end('closed', true)
      await closed
    },
    cut: () => packets.end('cut'),
  }
}
