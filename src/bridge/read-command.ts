import { commandSignatureFits } from '../devices/signature.ts'
import type { Order } from '../serial/dongle/encode.ts'
import { Members } from '../std/members.ts'
import { readPayload } from '../std/payload.ts'

/** A public key of the backend: raw Ed25519, 32 bytes, with the id under which commands name it. */
export type BackendKey = { id: string; publicKey: Uint8Array }

/** Why a command is not for the dongle (docs/protocol/collar.md §5). */
export type Rejection = 'malformed' | 'bad-signature' | 'other-device' | 'unknown-type'

/** What came down: an order for the dongle, or why it is none. */
export type ReadCommand = { kind: 'order'; order: Order } | { kind: 'rejected'; reason: Rejection }

const BODY_BYTES_MAX = 4_096
const HEX16 = /^[0-9A-F]{16}$/
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * Reads a `command` (docs/protocol/dongle.md §8) and judges it in the order of docs/protocol/collar.md §5. @param keys none = the bridge was given none, and the unlock
 * code alone proves itself to the dongle
 */
export function readCommand(payload: Uint8Array, caratId: string, keys: readonly BackendKey[]): ReadCommand {
  const envelope = membersOf(payload)
  if (!envelope) return rejected('malformed')
  const keyId = envelope.text('key', 32)
  const body = envelope.bytes('body', BODY_BYTES_MAX)
  const sig = envelope.bytes('sig', BODY_BYTES_MAX)
  if (envelope.fault) return rejected('malformed')
  const key = keys.find(({ id }) => id === keyId)
  if (keys.length > 0 && !(key && commandSignatureFits(key.publicKey, body, sig))) return rejected('bad-signature')
  return readBody(body, caratId)
}

function readBody(bytes: Uint8Array, caratId: string): ReadCommand {
  const members = membersOf(bytes)
  if (!members) return rejected('malformed')
  const device = members.text('device', 32)
  const type = members.text('type', 64)
  if (members.fault) return rejected('malformed')
  if (device !== caratId) return rejected('other-device')
  if (type !== 'unlock') return rejected('unknown-type')
  const id = members.text('id', 36)
  const counter = members.integer('counter', 1, Number.MAX_SAFE_INTEGER)
  members.integer('issued', 0, Number.MAX_SAFE_INTEGER)
  const licenceNumber = members.text('number', 16)
  const code = members.text('code', 16)
  if (members.fault || !UUID.test(id) || !HEX16.test(licenceNumber) || !HEX16.test(code)) return rejected('malformed')
  return { kind: 'order', order: { id, counter, licenceNumber, code } }
}

function rejected(reason: Rejection): ReadCommand {
  return { kind: 'rejected', reason }
}

function membersOf(bytes: Uint8Array): Members | null {
  const read = readPayload(bytes)
  return read.ok ? new Members(read.object, read.encoding) : null
}
