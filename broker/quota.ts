import { CONNECT, DISCONNECT, type PacketHead, PINGREQ, PUBLISH, UNSUBSCRIBE } from './packets.ts'
import type { Refusal } from './refusals.ts'
import type { BrokerLimits } from './types.ts'

const WINDOW_MS = 10_000

/** Answers of a server (§2.2.1), and 0 and 15, which MQTT 3.1.1 does not know. CONNECT may come once only [MQTT-3.1.0-2]. */
const NOT_FROM_CLIENTS = new Set([0, CONNECT, 2, 9, 11, PINGREQ + 1, DISCONNECT + 1])

/** Fixed header, packet identifier and one filter of one character; aedes lets none pass [MQTT-3.10.3-2]. */
const UNSUBSCRIBE_BYTES_MIN = 2 + 2 + 3

/** What one signed-in connection has used of its limits. */
export class Quota {
  readonly #limits: BrokerLimits
  #windowFrom_ms = -Infinity
  #messages = 0
  #packets = 0
  #unacknowledged = 0

  constructor(limits: BrokerLimits) {
    this.#limits = limits
  }

  /** PUBLISHes of QoS 1 and 2 that are not dealt with yet. */
  get unacknowledged(): number {
    return this.#unacknowledged
  }

  /** Judges a packet by its header, before its body is buffered anywhere. @param now_ms by the monotonic clock */
  spend({ type, flags, bytes }: PacketHead, now_ms: number): Refusal | null {
    if (NOT_FROM_CLIENTS.has(type)) return 'malformed'
    if (type === UNSUBSCRIBE && bytes < UNSUBSCRIBE_BYTES_MIN) return 'malformed'
    if (bytes > this.#limits.packetBytes_max) return 'packet-too-large'
    if (now_ms - this.#windowFrom_ms >= WINDOW_MS) {
      this.#windowFrom_ms = now_ms
      this.#messages = 0
      this.#packets = 0
    }
    if (type === PUBLISH) this.#messages++
    // For every message of its own a client may have to answer one of ours.
    if (++this.#packets > 2 * this.#limits.messagesPer10s_max || this.#messages > this.#limits.messagesPer10s_max)
      return 'flood'
    if (type === PUBLISH && (flags & 0b0110) > 0 && ++this.#unacknowledged > this.#limits.inflight_max) {
      return 'too-many-unacknowledged'
    }
    return null
  }

  /** A PUBLISH of QoS 1 or 2 was dealt with. */
  acknowledge(): void {
    this.#unacknowledged--
  }
}
