import type { AedesPublishPacket, Client, Subscription } from 'aedes'
import type { Cancel, Clock } from '../src/std/clock.ts'
import type { FlatMq } from './flat-mq.ts'
import { Kept, type Owed, type Qos } from './kept.ts'
import { KEPT, Owing, packetOf } from './owing.ts'
import type { BrokerLimits } from './types.ts'

/** aedes asks for a session's filters before its older connection is gone; it is given this one, which says only that there is a session. */
export const SESSION_PRESENT: Subscription = { topic: 'session-present', qos: 0 }

/** What aedes keeps at a client and does not declare. */
type Inner = {
  _nextId: number
  subscriptions: Record<string, { qos: Qos; func: (packet: AedesPublishPacket, done: () => void) => void }>
  deliver0(packet: AedesPublishPacket, done: () => void): void
  deliverQoS(packet: AedesPublishPacket, done: () => void): void
}

/** A packet that aedes has given an identifier, or a PUBREL. */
type Outgoing = {
  cmd: string
  topic?: string
  payload?: Uint8Array
  qos?: number
  messageId?: number
  brokerId?: string
  brokerCounter?: number
}

export type SessionsParts = {
  limits: BrokerLimits
  clock: Clock
  mq: FlatMq
  /** The session is over: nothing of this client may be remembered. */
  onEnd: (clientId: string) => void
  onDropped: (what: 'session-dropped' | 'queue-dropped', clientId: string) => void
}

/**
 * The sessions of clients that asked for clean session 0 (MQTT 3.1.1 §3.1.2.4), in memory: their subscriptions, and what they are owed while they
 * are away or have not acknowledged it. Each has an ear of its own at the mq that queues whatever no connection takes; whether one does is decided at
 * the moment of the message, so nothing falls between a connection's end and its session's turn.
 */
export class Sessions {
  readonly #parts: SessionsParts
  readonly #kept = new Map<string, Kept>()
  /** Those without a connection and when they lost it, the longest away first. */
  readonly #away = new Map<Kept, number>()
  readonly #owing: Owing
  #stopTimer: Cancel | null = null
  /** The number of the last message that a resuming connection was given. */
  readonly #given = new WeakMap<Kept, number>()
  /** The message that is being queued: sessions share its copy, and one whose filters it matches twice queues it once. */
  #queuing: { packet: AedesPublishPacket; payload: Uint8Array; owed: Map<Kept, Owed> } | null = null

  constructor(parts: SessionsParts) {
    this.#parts = parts
    this.#owing = new Owing(parts.limits, (clientId) => parts.onDropped('queue-dropped', clientId))
  }

  has(clientId: string): boolean {
    return this.#kept.has(clientId)
  }

  /** `client` is registered and its CONNACK comes next: whoever had the name has gone [MQTT-3.1.4-2]. @returns the filters that it resumes */
  begin(client: Client, clean: boolean): string[] {
    const found = this.#kept.get(client.id)
    if (clean) {
      if (found) this.#end(found)
      return []
    }
    const kept = found ?? new Kept(client.id)
    if (kept.connected && kept.owner !== client) kept.owner?.close()
    if (!found && this.#kept.size >= this.#parts.limits.sessions_max) {
      const [longest] = this.#away.keys()
      if (longest) this.#drop(longest)
    }
    this.#kept.set(client.id, kept)
    this.#away.delete(kept)
    kept.owner = client
    kept.live = found === undefined
    if (kept.nextId > 0) inner(client)._nextId = kept.nextId
    return [...kept.filters.keys()]
  }

  /** Whether what comes for `client` must wait behind what its session owes. */
  isBehind(client: Client, packet: AedesPublishPacket): boolean {
    const kept = this.#of(client)
    return kept !== null && !kept.live && !packet.retain && packet.brokerId !== KEPT
  }

  /** Whether a packet that `client` does not take will be there when it comes again. */
  wouldKeep(client: Client, { qos, retain }: AedesPublishPacket): boolean {
    const kept = this.#of(client)
    return kept !== null && qos > 0 && !retain && [...kept.filters.values()].some((filter) => filter.qos > 0)
  }

  /** `client` has been sent what its session owed: from now on messages go to it at once. */
  goLive(client: Client): void {
    const kept = this.#of(client)
    if (!kept || kept.live || client.closed) return
    const { deliver0, deliverQoS, subscriptions } = inner(client)
    // What came in the last turns; aedes sends in the order in which it is handed over.
    for (let at = kept.unsentAfter(this.#given.get(kept) ?? 0); at; at = kept.unsentAfter(at.number)) {
      deliverQoS(packetOf(at), () => {})
      if (at.qos === 0) this.#owing.settle(kept, at)
    }
    this.#given.delete(kept)
    for (const [filter, { qos }] of kept.filters) {
      if (subscriptions[filter]) continue
      const func = (packet: AedesPublishPacket, done: () => void): void => {
        if (packet.topic.startsWith('$')) done()
        else (qos > 0 ? deliverQoS : deliver0)({ ...packet, retain: false }, done)
      }
      subscriptions[filter] = { qos, func }
      this.#parts.mq.on(filter, func)
    }
    kept.live = true
  }

  /** SUBACK has granted these; 128 is a refusal. */
  subscribed(client: Client, subscriptions: readonly { topic: string; qos: number }[]): void {
    const kept = this.#of(client)
    if (!kept) return
    for (const { topic, qos } of subscriptions) {
      if (qos > 2) continue
      const known = kept.filters.get(topic)
      if (known) known.qos = qos as Qos
      else kept.filters.set(topic, { qos: qos as Qos, stop: this.#listen(kept, topic) })
    }
  }

  unsubscribed(client: Client, filters: readonly string[]): void {
    const kept = this.#of(client)
    for (const filter of filters) {
      kept?.filters.get(filter)?.stop()
      kept?.filters.delete(filter)
    }
  }

  /** `client` has gone. @returns whether a session of its name remains */
  left(client: Client): boolean {
    const kept = this.#of(client)
    if (!kept) return this.#kept.has(client.id)
    kept.owner = null
    kept.live = false
    this.#given.delete(kept)
    this.#away.set(kept, this.#parts.clock.monotonic())
    this.#stopTimer ??= this.#parts.clock.after(this.#parts.limits.sessionAway_ms_max, () => this.#expire())
    return true
  }

  /**
   * What `client` is owed, in the order in which it was sent first [MQTT-4.6.0-1]: PUBRELs in that of their PUBRECs [MQTT-4.6.0-4], then messages, also those
   * that come meanwhile.
   */
  *owedTo(client: Client): Generator<object> {
    const kept = this.#of(client)
    if (!kept || kept.live) return
    for (const { messageId } of kept.released()) yield { cmd: 'pubrel', messageId }
    let given = 0
    for (let owed = kept.unsentAfter(0); owed && kept.owner === client; owed = kept.unsentAfter(given)) {
      given = owed.number
      this.#given.set(kept, given)
      yield packetOf(owed)
      if (owed.qos === 0) this.#owing.settle(kept, owed)
    }
  }

  /** aedes is about to send `packet`: it is owed until it is acknowledged. */
  sending(client: Client, packet: Outgoing): void {
    const kept = this.#kept.get(client.id)
    if (!kept || client.clean) return
    if (packet.cmd === 'pubrel') {
      const owed = kept.under(packet.messageId ?? 0)
      if (owed && !owed.released) this.#owing.release(kept, owed)
      return
    }
    if (packet.qos !== 1 && packet.qos !== 2) return
    const { topic = '', payload = new Uint8Array(0), qos } = packet
    const known = packet.brokerId === KEPT ? kept.numbered(packet.brokerCounter ?? 0) : null
    // Not again what was dropped meanwhile for want of room; aedes sends it untracked.
    if (packet.brokerId === KEPT && !known) return
    const owed = known ?? this.#owing.owe(kept, topic, Buffer.from(payload), qos)
    if (kept.owner !== client || client.closed) return
    if (owed.messageId === 0) {
      kept.name(owed, packet.messageId ?? 1)
      packet.messageId = owed.messageId
      inner(client)._nextId = kept.nextId
    }
    owed.sent = true
  }

  /** PUBACK or PUBCOMP. */
  acknowledged(client: Client, messageId: number): void {
    const kept = this.#of(client)
    const owed = kept?.under(messageId)
    // aedes says so too of what it did not write to a connection that was cut.
    if (kept && owed && !client.closed) this.#owing.settle(kept, owed)
  }

  close(): void {
    this.#stopTimer?.()
  }

  #of(client: Client): Kept | null {
    const kept = this.#kept.get(client.id)
    return kept?.owner === client ? kept : null
  }

  #listen(kept: Kept, filter: string): () => void {
    const { mq } = this.#parts
    const wild = /^[+#]/.test(filter)
    const hear = (packet: AedesPublishPacket, onlyConnected: boolean): void => {
      // [MQTT-4.7.2-1]
      if (wild && packet.topic.startsWith('$')) return
      if (kept.live && kept.connected) return
      if (onlyConnected && !kept.connected) return
      const qos = Math.min(packet.qos, kept.filters.get(filter)?.qos ?? 0) as Qos
      // A QoS 0 message is for whoever is there.
      if (qos === 0 && !kept.connected) return
      const { payload, owed } = this.#queue(packet)
      const already = owed.get(kept)
      if (already) already.qos = Math.max(already.qos, qos) as Qos
      else owed.set(kept, this.#owing.owe(kept, packet.topic, payload, qos))
    }
    mq.listenAside(filter, hear)
    return () => mq.stopAside(filter, hear)
  }

  /** Copied: the payload is a piece of a whole network buffer. */
  #queue(packet: AedesPublishPacket) {
    if (this.#queuing?.packet !== packet)
      this.#queuing = { packet, payload: Buffer.from(packet.payload), owed: new Map() }
    return this.#queuing
  }

  #expire(): void {
    this.#stopTimer = null
    const { clock, limits } = this.#parts
    const now = clock.monotonic()
    for (const [kept, left_ms] of this.#away) {
      const rest_ms = left_ms + limits.sessionAway_ms_max - now
      if (rest_ms > 0) {
        this.#stopTimer = clock.after(rest_ms, () => this.#expire())
        return
      }
      this.#drop(kept)
    }
  }

  #drop(kept: Kept): void {
    this.#end(kept)
    this.#parts.onDropped('session-dropped', kept.id)
  }

  #end(kept: Kept): void {
    for (const { stop } of kept.filters.values()) stop()
    this.#owing.forget(kept)
    this.#away.delete(kept)
    this.#kept.delete(kept.id)
    this.#parts.onEnd(kept.id)
  }
}

function inner(client: Client): Inner {
  return client as unknown as Inner
}
