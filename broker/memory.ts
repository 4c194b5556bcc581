import { Readable } from 'node:stream'
import type { Client, Subscription } from 'aedes'
import { Qlobber } from 'qlobber'
import { Refused } from './refusals.ts'
import { SESSION_PRESENT, type Sessions } from './sessions.ts'
import type { BrokerLimits } from './types.ts'

type Packet = { topic: string; payload: Uint8Array; messageId?: number }
type Whose = { id: string }

/** The last level of the only topics whose last message is kept (docs/protocol/collar.md §1). */
const RETAINED_LEVEL = 'online'

/**
 * aedes' persistence, in memory and bounded: what is kept for a device across restarts is kept by the gate and by the outbox. Sessions are `Sessions`' matter
 * (sessions.ts), which aedes is told no more of than it needs. Here are the QoS 2 messages under way and the retained `online` of each device
 * (§3.3.1.3 lets a server discard the others).
 */
export class BrokerMemory {
  readonly #limits: BrokerLimits
  readonly #sessions: Sessions
  readonly #retained = new Map<string, Packet>()
  /** Packet identifiers of QoS 2 messages that wait for PUBREL, by client. */
  readonly #incoming = new Map<string, Set<number>>()

  /** The same from the moment when they are handed over: the PUBREC waits for that. */
  readonly #taken = new Map<string, Map<number, Promise<void>>>()

  constructor(limits: BrokerLimits, sessions: Sessions) {
    this.#limits = limits
    this.#sessions = sessions
  }

  /** Takes a QoS 2 message, once until its PUBREL: sent again before that it is the same message [MQTT-4.3.3-2], and waits for the first. */
  takeOnce(clientId: string, messageId: number, take: () => Promise<void>): Promise<void> {
    const mine = this.#taken.get(clientId) ?? new Map<number, Promise<void>>()
    this.#taken.set(clientId, mine)
    const known = mine.get(messageId)
    if (known) return known
    // aedes counts them for each connection anew, and a session may have many.
    if (mine.size >= this.#limits.inflight_max) return Promise.reject(new Refused('too-many-unacknowledged'))
    const taken = take()
    mine.set(messageId, taken)
    // What was not kept is new when it comes again.
    taken.catch(() => mine.delete(messageId))
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
  async subscriptionsByClient({ id }: Whose): Promise<Subscription[]> {
    return this.#sessions.has(id) ? [SESSION_PRESENT] : []
  }
  async subscriptionsByTopic(): Promise<never[]> {
    return []
  }

  async outgoingEnqueue(): Promise<void> {}
  async outgoingEnqueueCombi(): Promise<void> {}
  async outgoingUpdate(client: Client, packet: Parameters<Sessions['sending']>[1]): Promise<void> {
    this.#sessions.sending(client, packet)
  }
  async outgoingClearMessageId(client: Client, { messageId }: Packet): Promise<void> {
    this.#sessions.acknowledged(client, messageId ?? 0)
  }
  outgoingStream(client: Client): Readable {
    return Readable.from(this.#sessions.owedTo(client))
  }

  async incomingStorePacket({ id }: Whose, packet: Packet): Promise<void> {
    const mine = this.#incoming.get(id) ?? new Set<number>()
    this.#incoming.set(id, mine.add(packet.messageId ?? 0))
  }

  /** Rejects when there is none: so aedes asks whether a message is new. */
  async incomingGetPacket({ id }: Whose, packet: Packet): Promise<Packet> {
    if (!this.#incoming.get(id)?.has(packet.messageId ?? 0)) throw new Error('no such packet')
    return packet
  }

  async incomingDelPacket({ id }: Whose, packet: Packet): Promise<void> {
    this.#taken.get(id)?.delete(packet.messageId ?? 0)
    const mine = this.#incoming.get(id)
    if (!mine?.delete(packet.messageId ?? 0)) throw new Error('no such packet')
    if (mine.size === 0) this.#incoming.delete(id)
    if (this.#taken.get(id)?.size === 0) this.#taken.delete(id)
  }

  /** A session is over. */
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
