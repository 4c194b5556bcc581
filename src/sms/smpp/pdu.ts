import { SMPP_LIMITS } from './limits.ts'

/** A PDU: its header without the length, and its body (SMPP 3.4 §3.2). */
export type Pdu = { command: number; status: number; sequence: number; body: Uint8Array }

/** command_length, command_id, command_status, sequence_number: four octets each. */
export const HEADER_BYTES = 16

/** A body that does not hold what its command says. */
export class MalformedPdu extends Error {}

/** The octets of a PDU. */
export function writePdu({ command, status, sequence, body }: Pdu): Uint8Array {
  const octets = Buffer.alloc(HEADER_BYTES + body.length)
  octets.writeUInt32BE(octets.length, 0)
  octets.writeUInt32BE(command, 4)
  octets.writeUInt32BE(status, 8)
  octets.writeUInt32BE(sequence, 12)
  octets.set(body, HEADER_BYTES)
  return octets
}

/** Cuts a stream of octets into PDUs. Never holds more than one PDU and the piece that came last. */
export type Framer = {
  /** PDUs that are whole now; null when a length cannot be, and nothing that follows can be read. */
  take(piece: Uint8Array): Pdu[] | null
  /** True in the middle of a PDU. */
  readonly partial: boolean
}

/** A framer at the start of a stream. */
export function framer(): Framer {
  let kept: Buffer = Buffer.alloc(0)
  return {
    get partial() {
      return kept.length > 0
    },
    take(piece) {
      let rest = kept.length === 0 ? Buffer.from(piece) : Buffer.concat([kept, piece])
      const whole: Pdu[] = []
      while (rest.length >= 4) {
        const length = rest.readUInt32BE(0)
        if (length < HEADER_BYTES || length > SMPP_LIMITS.pduBytes_max) return null
        if (rest.length < length) break
        whole.push({
          command: rest.readUInt32BE(4),
          status: rest.readUInt32BE(8),
          sequence: rest.readUInt32BE(12),
          body: rest.subarray(HEADER_BYTES, length),
        })
        rest = rest.subarray(length)
      }
      // A copy: what is left must not hold on to the memory of all that came.
      kept = Buffer.from(rest)
      return whole
    },
  }
}

/** Reads a body from front to back. Each of these throws MalformedPdu where the body ends too soon. */
export type BodyReader = {
  octet(): number
  octets(count: number): Uint8Array
  uint16(): number
  /** A C-octet string with its NUL (§3.1); latin1, so that no octet is lost. @param octets_max NUL included */
  text(octets_max: number): string
  readonly left: number
}

/** @param body is not copied: what is read of it points into it */
export function readBody(body: Uint8Array): BodyReader {
  let at = 0
  const octets = (count: number): Uint8Array => {
    if (at + count > body.length) throw new MalformedPdu('the body ends too soon')
    at += count
    return body.subarray(at - count, at)
  }
  return {
    get left() {
      return body.length - at
    },
    octets,
    octet: () => octets(1)[0] ?? 0,
    uint16() {
      const [high = 0, low = 0] = octets(2)
      return high * 256 + low
    },
    text(octets_max) {
      const end = body.indexOf(0, at)
      if (end < 0 || end - at >= octets_max) throw new MalformedPdu('a text has no end')
      return Buffer.from(octets(end - at + 1).subarray(0, -1)).toString('latin1')
    },
  }
}

/** A C-octet string. */
export function cText(text: string): Uint8Array {
  return Buffer.from(`${text}\0`, 'latin1')
}

/** The tagged parameters that follow a body (§5.3): of a tag that comes twice the first. @throws MalformedPdu */
export function readTlvs(reader: BodyReader): Map<number, Uint8Array> {
  const tlvs = new Map<number, Uint8Array>()
  while (reader.left > 0) {
    const tag = reader.uint16()
    const value = reader.octets(reader.uint16())
    if (!tlvs.has(tag)) tlvs.set(tag, value)
  }
  return tlvs
}
