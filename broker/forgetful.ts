import { Readable } from 'node:stream'
import { Qlobber } from 'qlobber'
import type { BrokerLimits } from './types.ts'

type Packet = { topic: string; payload: Uint8Array; messageId?: number }
type Whose = { id: string }

/** The last level of the only topics whose last message is kept (docs/protocol/collar.md §1). */
const RETAINED_LEVEL = 'online'

/**
 * aedes' persistence, made to forget: what is kept for a device is kept by the gate and by the outbox, so that nothing is lost with this
 * process and nothing grows while a device is away. A session ends with its connection: "session present" is never set, and a QoS 1 message
 * is for whoever is connected. Remembered are the QoS 2 messages under way (their number is limited by aedes' `maxInflightInbound`)
 * and the retained `online` of each device (§3.3.1.3 lets a server discard the others).
 */
export class ForgetfulPersistence {
  readonly #limits: BrokerLimits
  readonly #retained = new Map<string, Packet>()
  /** Packet identifiers of QoS 2 messages that wait for PUBREL, by client. */
  readonly #incoming = new Map<string, Map<number, Packet>>()

  /** The same from the moment when they are handed over: the PUBREC waits for that. */
  readonly #taken = new Map<string, Map<number, Promise<void>>>()

  constructor(limits: BrokerLimits) {
    this.#limits = limits
  }

  /** Takes a QoS 2 message, once until its PUBREL: sent again before that it is the same message [MQTT-4.3.3-2], and waits for the first. */
  takeOnce(clientId: string, messageId: number, take: () => Promise<void>): Promise<void> {
    const mine = this.#taken.get(clientId) ?? new Map<number, Promise<void>>()
    this.#taken.set(clientId, mine)
    const taken = mine.get(messageId) ?? take()
    mine.set(messageId, taken)
    return taken
  }

  async setup(): Promise<void> {}

  async storeRetained(packet: Packet): Promise<void> {
    if (packet.payload.length === 0) {
      this.#retained.delete(packet.topic)
      return
    }
    const { retained_max, retainedBytes_max } = this.#limits
    if (packet.topic.split('/').at(-1) !== RETAINED_LEVEL || packet.payload.length > retainedBytes_max) return
    if (!this.#retained.has(packet.topic) && this.#retained.size >= retained_max) return
    // Copied: the payload is a piece of a whole network buffer.
    this.#retained.set(packet.topic, { ...packet, payload: Buffer.from(packet.payload) })
  }

  createRetainedStreamCombi(filters: readonly string[]): Readable {
    return Readable.from(this.#retainedFor(filters))
  }

  *#retainedFor(filters: readonly string[]): Generator<Packet> {
    for (const filter of filters) {
      const exact = this.#retained.get(filter)
      if (exact) yield exact
      if (!/[+#]/.test(filter)) continue
      const matcher = new Qlobber<true>({
        separator: '/',
        wildcard_one: '+',
        wildcard_some: '#',
        match_empty_levels: true,
      })
      matcher.add(filter, true)
      for (const [topic, packet] of this.#retained) if (matcher.match(topic).length > 0) yield packet
    }
  }

  async addSubscriptions(): Promise<void> {}
  async removeSubscriptions(): Promise<void> {}
  async cleanSubscriptions(): Promise<void> {}
  async subscriptionsByClient(): Promise<never[]> {
    return []
  }
  async subscriptionsByTopic(): Promise<never[]> {
    return []
  }

  async outgoingEnqueue(): Promise<void> {}
  async outgoingEnqueueCombi(): Promise<void> {}
  async outgoingUpdate(): Promise<void> {}
  async outgoingClearMessageId(): Promise<void> {}
  outgoingStream(): Readable {
    return Readable.from([])
  }

  async incomingStorePacket({ id }: Whose, packet: Packet): Promise<void> {
    const mine = this.#incoming.get(id) ?? new Map<number, Packet>()
    this.#incoming.set(id, mine.set(packet.messageId ?? 0, packet))
  }

  /** Rejects when there is none: so aedes asks whether a message is new. */
  async incomingGetPacket({ id }: Whose, packet: Packet): Promise<Packet> {
    const stored = this.#incoming.get(id)?.get(packet.messageId ?? 0)
    if (!stored) throw new Error('no such packet')
    return stored
  }

  async incomingDelPacket({ id }: Whose, packet: Packet): Promise<void> {
    this.#taken.get(id)?.delete(packet.messageId ?? 0)
    if (!this.#incoming.get(id)?.delete(packet.messageId ?? 0)) throw new Error('no such packet')
  }

  /** A session is over, also one that asked to be kept: over many connections the messages under way would pile up. */
  forget(clientId: string): void {
    this.#incoming.delete(clientId)
    this.#taken.delete(clientId)
  }

  /** A will lives with its connection. */
  async putWill(): Promise<void> {}
  async getWill(): Promise<void> {}
  async delWill(): Promise<void> {}
  streamWill(): Readable {
    return Readable.from([])
  }

  async destroy(): Promise<void> {}
}
