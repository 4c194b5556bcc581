import type { Client } from 'aedes'

export type Qos = 0 | 1 | 2

/** A message that a session owes to its client. */
export type Owed = {
  /** Grows with every message that is kept, and tells which one a packet of aedes carries. */
  readonly number: number
  readonly topic: string
  payload: Uint8Array
  qos: Qos
  /** Packet identifier; 0 until it was sent for the first time. */
  messageId: number
  /** It was handed to a connection: once more is DUP 1 [MQTT-3.3.1-1]. */
  sent: boolean
  /** Its PUBREC has come: what is owed is the PUBREL [MQTT-4.3.3-1]. */
  released: boolean
}

/** Beside topic and payload: the object, its places in two maps. */
const OWED_BYTES = 200

/** What a message costs as long as it is owed. */
export function bytesOf({ topic, payload }: Owed): number {
  return OWED_BYTES + topic.length + payload.length
}

/** What is kept of one client with clean session 0. Ten thousand of them lie idle: nothing is made before it is needed. */
export class Kept {
  readonly id: string
  /** Its connection, from its registration on; a closed one is nobody. */
  owner: Client | null = null
  /** False while what it is owed goes first: until then new messages queue behind. */
  live = false
  /** QoS by filter. */
  readonly filters = new Map<string, { qos: Qos; stop: () => void }>()
  /** In the order in which they were taken or sent for the first time. */
  #owed: Map<number, Owed> | null = null
  #byId: Map<number, Owed> | null = null
  /** Where the next connection goes on numbering. */
  #nextId = 0
  bytes = 0

  constructor(id: string) {
    this.id = id
  }

  get connected(): boolean {
    return this.owner !== null && !this.owner.closed
  }

  get count(): number {
    return this.#owed?.size ?? 0
  }

  get nextId(): number {
    return this.#nextId
  }

  numbered(number: number): Owed | null {
    return this.#owed?.get(number) ?? null
  }

  under(messageId: number): Owed | null {
    return this.#byId?.get(messageId) ?? null
  }

  oldest(): Owed | null {
    return this.#owed?.values().next().value ?? null
  }

  /** The first that this connection has not been given, `after` being the number of the last that it was. */
  unsentAfter(after: number): Owed | null {
    for (const owed of this.#owed?.values() ?? []) if (!owed.released && owed.number > after) return owed
    return null
  }

  released(): Owed[] {
    return [...(this.#owed?.values() ?? [])].filter((owed) => owed.released)
  }

  add(owed: Owed): void {
    this.#owed ??= new Map()
    this.#owed.set(owed.number, owed)
    this.bytes += bytesOf(owed)
  }

  /** Gives it an identifier that is not in use [MQTT-2.3.1-4], `wished` or the next free one. */
  name(owed: Owed, wished: number): void {
    this.#byId ??= new Map()
    let free = wished
    while (this.#byId.has(free)) free = (free % 65_535) + 1
    owed.messageId = free
    this.#byId.set(free, owed)
    this.#nextId = (free % 65_535) + 1
  }

  /** PUBREC: the message is the client's, its PUBREL is owed, in the order of the PUBRECs [MQTT-4.6.0-4]. */
  release(owed: Owed): void {
    if (owed.released) return
    this.bytes -= bytesOf(owed)
    owed.payload = new Uint8Array(0)
    owed.released = true
    this.bytes += bytesOf(owed)
    this.#owed?.delete(owed.number)
    this.#owed?.set(owed.number, owed)
  }

  remove(owed: Owed): void {
    if (!this.#owed?.delete(owed.number)) return
    this.bytes -= bytesOf(owed)
    if (owed.messageId > 0) this.#byId?.delete(owed.messageId)
    if (this.#owed.size > 0) return
    this.#owed = null
    this.#byId = null
  }
}
