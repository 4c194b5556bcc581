import { decodeUplink, type Envelope } from '../std/uplink.ts'

/** A result whose envelope is right; its body is still the bytes as sent, which the proof covers. `sig`: a collar's signature, a dongle's tag. */
export type SignedResult = { keyId: string; bytes: Uint8Array; sig: Uint8Array; envelope: Envelope }

/** `reason` is one of a small fixed set, fit for a metric's label. */
export type DecodedResult = { ok: true; result: SignedResult } | { ok: false; reason: string; member?: string }

const BODY_BYTES_MAX = 4_096

/** Reads the envelope of a `result` message (docs/protocol/collar.md §6, docs/protocol/dongle.md §8), the same for every kind of device. */
export function decodeResult(payload: Uint8Array): DecodedResult {
  const uplink = decodeUplink(payload)
  if (!uplink.ok) return uplink
  const { envelope, members } = uplink
  const keyId = members.text('key', 32)
  const bytes = members.bytes('body', BODY_BYTES_MAX)
  const sig = members.bytes('sig', 64)
  return members.fault ? { ok: false, ...members.fault } : { ok: true, result: { keyId, bytes, sig, envelope } }
}
