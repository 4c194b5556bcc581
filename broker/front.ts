import { PUBLISH } from './packets.ts'

/** Reports that take the short way, in order: the packet identifiers that their PUBACKs name, and the payloads. */
export type Reports = { messageIds: number[]; payloads: Uint8Array[] }

/** What a chunk came to: bytes for aedes in their order, and reports, whose bytes are not among them. */
export type Split = { pass: Buffer[]; reports: Reports }

/** PUBLISH with QoS 1 and RETAIN 0, DUP being either (MQTT 3.1.1 §3.3.1). */
const PLAIN_QOS1 = (PUBLISH << 4) | 0b0010
const DUP = 0b1000
const QOS = 0b0110

/**
 * Takes a client's plain QoS 1 messages to its own report topic out of its byte stream, so that the many pass neither aedes' parser nor its queues; all else
 * goes on untouched. While a PUBLISH that went to aedes waits for its answer, reports go there too: PUBACKs leave in the order of the PUBLISHes [MQTT-4.6.0-2].
 * Packets were measured before they come here, so what is held of one is at most `packetBytes_max`.
 */
export class Front {
  #topic: Buffer | null = null
  #parts: Buffer[] = []
  #partsBytes = 0
  /** Bytes of the packet whose beginning is held; 0 while even its length is not known. */
  #needed = 0
  /** Bytes still to come of a packet on its way to aedes. */
  #passing = 0
  #withAedes = 0

  /** From now on messages to this topic take the short way. */
  open(topic: string): void {
    this.#topic = Buffer.from(topic)
  }

  /** aedes' side has answered a PUBLISH. */
  answered(): void {
    this.#withAedes--
  }

  split(chunk: Buffer): Split {
    const split: Split = { pass: [], reports: { messageIds: [], payloads: [] } }
    const bytes = this.#joined(chunk)
    if (!bytes) return split
    let from = 0
    let at = 0
    const passTo = (end: number): void => {
      if (end > from) split.pass.push(bytes.subarray(from, end))
    }
    while (at < bytes.length) {
      if (this.#passing > 0) {
        const step = Math.min(this.#passing, bytes.length - at)
        this.#passing -= step
        at += step
        continue
      }
      const first = bytes[at]!
      const packetBytes = packetBytesAt(bytes, at)
      const short = this.#topic !== null && this.#withAedes === 0 && (first & ~DUP) === PLAIN_QOS1
      if (packetBytes === 0 || (short && bytes.length - at < packetBytes)) {
        this.#hold(bytes.subarray(at), packetBytes)
        break
      }
      if (short && this.#take(bytes, at, at + packetBytes, split.reports)) {
        passTo(at)
        at += packetBytes
        from = at
        continue
      }
      if (first >> 4 === PUBLISH && (first & QOS) > 0) this.#withAedes++
      this.#passing = packetBytes
    }
    passTo(at)
    return split
  }

  /** What was held and the chunk as one, once a whole packet is there; null until then. Copies each byte once, however small the chunks. */
  #joined(chunk: Buffer): Buffer | null {
    if (this.#partsBytes === 0) return chunk
    this.#parts.push(chunk)
    this.#partsBytes += chunk.length
    if (this.#partsBytes < this.#needed) return null
    const joined = Buffer.concat(this.#parts, this.#partsBytes)
    this.#parts = []
    this.#partsBytes = 0
    return joined
  }

  #hold(part: Buffer, needed: number): void {
    this.#parts = [part]
    this.#partsBytes = part.length
    this.#needed = needed
  }

  /** Variable header §3.3.2: topic, packet identifier, which is never 0 [MQTT-2.3.1-1]. False: not ours to judge. */
  #take(bytes: Buffer, from: number, to: number, into: Reports): boolean {
    const topic = this.#topic!
    let at = from + 2
    while (bytes[at - 1]! & 0x80) at++
    if (to < at + 2 + topic.length + 2 || uint16At(bytes, at) !== topic.length) return false
    at += 2
    // A call into C++ costs more than these few dozen comparisons.
    for (let nth = 0; nth < topic.length; nth++) if (topic[nth] !== bytes[at + nth]) return false
    at += topic.length
    const messageId = uint16At(bytes, at)
    if (messageId === 0) return false
    into.messageIds.push(messageId)
    into.payloads.push(new Uint8Array(bytes.buffer, bytes.byteOffset + at + 2, to - at - 2))
    return true
  }
}

/** Bytes of the packet that begins at `at`, fixed header included; 0 when its length is not whole yet (§2.2.3, at most four bytes: measured before). */
function packetBytesAt(bytes: Buffer, at: number): number {
  let length = 0
  for (let digit = 0; at + 1 + digit < bytes.length; digit++) {
    const byte = bytes[at + 1 + digit]!
    length += (byte & 0x7f) << (7 * digit)
    if ((byte & 0x80) === 0) return 2 + digit + length
  }
  return 0
}

function uint16At(bytes: Buffer, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!
}

/** One PUBACK (§3.4) for each, as one buffer. */
export function pubacks(messageIds: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(4 * messageIds.length)
  let at = 0
  for (const messageId of messageIds) {
    bytes[at++] = 0x40
    bytes[at++] = 2
    bytes[at++] = messageId >> 8
    bytes[at++] = messageId & 0xff
  }
  return bytes
}
