import { STATUS } from './status.ts'

/** What a dongle tells of itself at HELLO. */
export type Hello = {
  version: number
  /** HELLOs carried out, kept over power-off. */
  session: number
  /** Power-ons. */
  boot: number
  firmware: string
}

/** How an answer to HELLO reads; `faulty`: the dongle has found itself broken (status 05); `foreign`: it answers another HELLO than the one under way. */
export type HelloReading =
  | { kind: 'hello'; hello: Hello }
  | { kind: 'version'; highest: number }
  | { kind: 'faulty' }
  | { kind: 'foreign' }
  | { kind: 'unreadable' }

export const HELLO = 0x01
export const NONCE_BYTES = 16
const VERSION = 1
const HEAD_BYTES = 1 + 1 + NONCE_BYTES + 4 + 4 + 1
const PRINTABLE_ASCII = /^[ -~]*$/

/** The payload of a HELLO (docs/protocol/dongle.md §4). @param nonce 16 bytes */
export function helloRequest(nonce: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.of(VERSION), nonce])
}

/** @param payload of the answer, status included. @param nonce that was sent */
export function readHello(payload: Uint8Array, nonce: Uint8Array): HelloReading {
  const answer = Buffer.from(payload.buffer, payload.byteOffset, payload.length)
  if (answer[0] === STATUS.version)
    return answer.length === 2 ? { kind: 'version', highest: answer.readUInt8(1) } : { kind: 'unreadable' }
  if (answer[0] === STATUS['memory-fault'] && answer.length === 1) return { kind: 'faulty' }
  if (answer[0] !== STATUS.ok || answer.length < HEAD_BYTES) return { kind: 'unreadable' }
  if (!answer.subarray(2, 2 + NONCE_BYTES).equals(nonce)) return { kind: 'foreign' }
  const firmware = answer.toString('latin1', HEAD_BYTES)
  if (firmware.length !== answer[HEAD_BYTES - 1] || !PRINTABLE_ASCII.test(firmware)) return { kind: 'unreadable' }
  const version = answer.readUInt8(1)
  if (version !== VERSION) return { kind: 'unreadable' }
  const at = 2 + NONCE_BYTES
  return {
    kind: 'hello',
    hello: { version, session: answer.readUInt32BE(at), boot: answer.readUInt32BE(at + 4), firmware },
  }
}
