import { type MemberRefusal, Members } from './members.ts'
import { type PayloadRefusal, readPayload } from './payload.ts'

/** What every uplink object carries (docs/protocol/collar.md §2). A message is the same message if (device, boot, seq) is. */
export type Envelope = {
  /** The device's clock at transmission, Unix seconds. */
  now: number
  /** Boot count, 0 to 2^32 - 1. */
  boot: number
  /** Number of the message within this boot, 0 to 2^32 - 1. */
  seq: number
}

/** Nothing of the message can be used. `member` says where, when the bytes could be read at all. */
export type UplinkRefused = { ok: false; reason: PayloadRefusal | MemberRefusal; member?: string }

export type Uplink = { ok: true; envelope: Envelope; members: Members }

const UINT32_MAX = 2 ** 32 - 1
/** 9999-12-31T23:59:59Z: a clock may be wrong, but not without end. */
export const UNIX_S_MAX = 253_402_300_799

/** Reads the bytes of a `report`, `event` or `result`: its envelope, and its members for whoever knows their meaning. */
export function decodeUplink(payload: Uint8Array): Uplink | UplinkRefused {
  const read = readPayload(payload)
  if (!read.ok) return read
  const members = new Members(read.object, read.encoding)
  const envelope = {
    now: members.integer('now', 0, UNIX_S_MAX),
    boot: members.integer('boot', 0, UINT32_MAX),
    seq: members.integer('seq', 0, UINT32_MAX),
  }
  if (members.fault) return { ok: false, ...members.fault }
  return { ok: true, envelope, members }
}
