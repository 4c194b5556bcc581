import { timingSafeEqual } from 'node:crypto'
import { hmacSha256 } from '../std/hmac.ts'
import { type Answer, OUTCOMES_KEPT } from './judge-result.ts'

/** Points (0: none) and E, as a dongle holds them under one licence number. */
export type Held = { points: number; e: boolean }

/** The record of a dongle's result, decoded (docs/protocol/dongle.md §7). */
export type DongleRecord = Answer<'other-user-information' | 'wrong-code' | 'old-unlock-counter'> & {
  /** The licence number present at that moment, 16 hexadecimal capitals. */
  licenceNumber: string
  before: Held
  after: Held
  /** Power-ons of the dongle, and seconds since the last. */
  boot: number
  uptime_s: number
}

const VERSION = 1
const HEAD_BYTES = 52
const OUTCOME_BYTES = 9
const OUTCOMES = [null, 'applied', 'refused'] as const
const REASONS = [null, 'other-user-information', 'wrong-code', 'old-counter', 'old-unlock-counter'] as const
const COUNTER_MAX = BigInt(Number.MAX_SAFE_INTEGER)
const TAG_LABEL = 'koppel/v1/dongle-result\0'

/** Reads a record, without judging its tag. Null: it has not the form of the protocol's page. */
export function decodeRecord(bytes: Uint8Array): DongleRecord | null {
  if (bytes.length < HEAD_BYTES || bytes[0] !== VERSION) return null
  const record = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const count = record.readUInt8(51)
  const counter = readCounter(record, 21)
  const outcome = OUTCOMES[record.readUInt8(29)]
  const reason = REASONS[record.readUInt8(30)]
  const before = readHeld(record, 39)
  const after = readHeld(record, 41)
  const outcomes = readOutcomes(record.subarray(HEAD_BYTES), count)
  if (!counter || !outcome || reason === undefined || !before || !after || !outcomes) return null
  if ((outcome === 'refused') !== (reason !== null)) return null
  return {
    id: uuidText(record.subarray(1, 17)),
    device: hexText(record.subarray(17, 21)),
    counter,
    outcome,
    ...(reason === null ? {} : { reason }),
    licenceNumber: hexText(record.subarray(31, 39)),
    before,
    after,
    boot: record.readUInt32BE(43),
    uptime_s: record.readUInt32BE(47),
    outcomes,
  }
}

/** True if the tag over exactly these record bytes was made with the dongle's own key, 32 bytes. Compares in constant time. */
export function recordTagFits(key: Uint8Array, record: Uint8Array, tag: Uint8Array): boolean {
  const made = hmacSha256(key).update(TAG_LABEL).update(record).digest()
  return tag.length === made.length && timingSafeEqual(tag, made)
}

function readOutcomes(bytes: Buffer, count: number): DongleRecord['outcomes'] | null {
  if (count > OUTCOMES_KEPT || bytes.length !== count * OUTCOME_BYTES) return null
  const listed = Array.from({ length: count }, (_, at) => {
    const counter = readCounter(bytes, at * OUTCOME_BYTES)
    const outcome = OUTCOMES[bytes.readUInt8(at * OUTCOME_BYTES + 8)]
    return counter && outcome ? ([counter, outcome] as const) : null
  })
  return listed.every((one) => one !== null) ? listed : null
}

/** Null for 0, which no command has, and for what is no safe integer. */
function readCounter(bytes: Buffer, at: number): number | null {
  const counter = bytes.readBigUInt64BE(at)
  return counter === 0n || counter > COUNTER_MAX ? null : Number(counter)
}

function readHeld(bytes: Buffer, at: number): Held | null {
  const points = bytes.readUInt8(at)
  const e = bytes.readUInt8(at + 1)
  return points > 254 || e > 1 ? null : { points, e: e === 1 }
}

function hexText(bytes: Buffer): string {
  return bytes.toString('hex').toUpperCase()
}

function uuidText(bytes: Buffer): string {
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
