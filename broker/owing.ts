import type { AedesPublishPacket } from 'aedes'
import { bytesOf, type Kept, type Owed, type Qos } from './kept.ts'
import type { BrokerLimits } from './types.ts'

/** The broker id of packets that come out of a session, where aedes' own carry its name. */
export const KEPT = 'kept'

/** What all sessions are owed, within its limits: beyond them the oldest goes. */
export class Owing {
  readonly #limits: BrokerLimits
  readonly #onDropped: (clientId: string) => void
  /** Sessions that are owed something, the longest first. */
  readonly #owing = new Set<Kept>()
  #bytes = 0
  #number = 0

  constructor(limits: BrokerLimits, onDropped: (clientId: string) => void) {
    this.#limits = limits
    this.#onDropped = onDropped
  }

  /** Adds a message to what `kept` is owed. */
  owe(kept: Kept, topic: string, payload: Uint8Array, qos: Qos): Owed {
    const { sessionMessages_max, sessionBytes_max, sessionsBytes_max } = this.#limits
    const owed: Owed = { number: ++this.#number, topic, payload, qos, messageId: 0, sent: false, released: false }
    const bytes = bytesOf(owed)
    while (kept.count > 0 && (kept.count >= sessionMessages_max || kept.bytes + bytes > sessionBytes_max))
      this.#dropOldest(kept)
    for (const longest of this.#owing) {
      while (longest.count > 0 && this.#bytes + bytes > sessionsBytes_max) this.#dropOldest(longest)
      if (this.#bytes + bytes <= sessionsBytes_max) break
    }
    this.#account(kept, () => kept.add(owed))
    return owed
  }

  settle(kept: Kept, owed: Owed): void {
    this.#account(kept, () => kept.remove(owed))
  }

  /** PUBREC has come. */
  release(kept: Kept, owed: Owed): void {
    this.#account(kept, () => kept.release(owed))
  }

  /** The session is over. */
  forget(kept: Kept): void {
    this.#bytes -= kept.bytes
    this.#owing.delete(kept)
  }

  #dropOldest(kept: Kept): void {
    const oldest = kept.oldest()
    if (!oldest) return
    this.settle(kept, oldest)
    this.#onDropped(kept.id)
  }

  #account(kept: Kept, change: () => void): void {
    const before = kept.bytes
    change()
    this.#bytes += kept.bytes - before
    if (kept.count === 0) this.#owing.delete(kept)
    else this.#owing.add(kept)
  }
}

/** As aedes sends it: DUP and the identifier of its first sending, if there was one [MQTT-3.3.1-1]. */
export function packetOf(owed: Owed): AedesPublishPacket {
  const { number, topic, payload, qos, messageId, sent } = owed
  return {
    cmd: 'publish',
    topic,
    payload: Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength),
    qos,
    retain: false,
    dup: sent,
    brokerId: KEPT,
    brokerCounter: number,
    ...(messageId > 0 && { messageId }),
  } as AedesPublishPacket
}
