/** The fixed header of a control packet, MQTT 3.1.1 §2.2. */
export type PacketHead = {
  /** 1 to 14 are known. */
  type: number
  flags: number
  /** The whole packet, fixed header included. */
  bytes: number
}

export const CONNECT = 1
export const PUBLISH = 3
export const UNSUBSCRIBE = 10
export const PINGREQ = 12
export const DISCONNECT = 14

/** Hears of packets as their bytes pass; either may stop the scan by giving a reason. */
export type PacketEar<Reason> = {
  /** The header is known, the body may be still on its way: the moment to refuse what is too large. */
  head(head: PacketHead): Reason | null
  /** The last byte has passed. */
  whole(head: PacketHead): Reason | null
}

/** A remaining length takes four bytes at most (§2.2.3). */
const LENGTH_BYTES_MAX = 4

/** Finds where packets begin and end in a stream of chunks, holding nothing but the header under way. */
export class PacketScanner {
  #head: PacketHead | null = null
  #left = 0
  #first = -1
  #length = 0
  #lengthBytes = 0

  /** @returns the ear's reason, `malformed` for a remaining length that does not end, or null */
  scan<Reason>(chunk: Uint8Array, ear: PacketEar<Reason>): Reason | 'malformed' | null {
    let at = 0
    while (at < chunk.length) {
      if (this.#head) {
        const step = Math.min(this.#left, chunk.length - at)
        this.#left -= step
        at += step
      } else {
        const read = this.#header(chunk[at++]!)
        if (read === 'malformed') return read
        if (!read) continue
        this.#head = read
        const reason = ear.head(read)
        if (reason) return reason
      }
      if (this.#left > 0) continue
      const whole = this.#head
      this.#head = null
      const reason = ear.whole(whole)
      if (reason) return reason
    }
    return null
  }

  /** Takes one byte of a fixed header; the header once it is complete. */
  #header(byte: number): PacketHead | 'malformed' | null {
    if (this.#first < 0) {
      this.#first = byte
      this.#length = 0
      this.#lengthBytes = 0
      return null
    }
    this.#length += (byte & 0x7f) << (7 * this.#lengthBytes++)
    if (byte & 0x80) return this.#lengthBytes === LENGTH_BYTES_MAX ? 'malformed' : null
    const first = this.#first
    this.#first = -1
    this.#left = this.#length
    return { type: first >> 4, flags: first & 0x0f, bytes: 1 + this.#lengthBytes + this.#length }
  }
}
