import type { Decode } from './answer.ts'

/** Who the dongle is. Hexadecimal in capitals. */
export type Identity = {
  /** 8 characters. */
  caratId: string
  /** 8 characters; all zeros: no user information is entered. */
  fingerprint: string
  /** Carat-ID and fingerprint, 16 characters. */
  licenceNumber: string
  keyVersion: number
  /** 32 bytes: HMAC over challenge, Carat-ID and fingerprint (docs/protocol/dongle.md §4). */
  proof: Uint8Array
}

/** What is held under the present licence number; zeros for what is not. */
export type Licences = {
  fingerprint: string
  points: number
  e: boolean
  counters: { points: number; e: number }
}

export type DongleStatus = {
  /** The highest command counter ever handled. */
  commandCounter: number
  failures: number
  lockOutLeft_s: number
  session: number
  boot: number
  up_s: number
}

export const SELF_TEST_FAULTS = ['memory', 'key', 'hmac', 'clock'] as const
export type SelfTestFault = (typeof SELF_TEST_FAULTS)[number]

export type Unlocked = { outcome: 'unlocked' | 'held-already'; points: number; e: boolean }

/** What EXECUTE gives back: the result record (docs/protocol/dongle.md §7) as it stands, and its HMAC. */
export type Executed = { record: Uint8Array; tag: Uint8Array }

const TAG_BYTES = 32
const RECORD_BYTES_MIN = 52
const RECORD_OUTCOMES_MAX = 8
const RECORD_BYTES_MAX = RECORD_BYTES_MIN + 9 * RECORD_OUTCOMES_MAX

const hex = (bytes: Buffer, from: number, to: number): string => bytes.toString('hex', from, to).toUpperCase()
const flag = (byte: number): boolean | null => (byte === 0 ? false : byte === 1 ? true : null)
const copy = (bytes: Buffer): Uint8Array => Uint8Array.from(bytes)

/** Answer to IDENTITY. */
export const identity: Decode<Identity> = (body) => {
  if (body.length !== 41) return null
  return {
    caratId: hex(body, 0, 4),
    fingerprint: hex(body, 4, 8),
    licenceNumber: hex(body, 0, 8),
    keyVersion: body.readUInt8(8),
    proof: copy(body.subarray(9)),
  }
}

/** Answer to USER-INFORMATION: the new fingerprint. */
export const fingerprint: Decode<string> = (body) => (body.length === 4 ? hex(body, 0, 4) : null)

/** Answer to LICENCES. */
export const licences: Decode<Licences> = (body) => {
  const e = body.length === 10 ? flag(body.readUInt8(5)) : null
  if (e === null) return null
  return {
    fingerprint: hex(body, 0, 4),
    points: body.readUInt8(4),
    e,
    counters: { points: body.readUInt16BE(6), e: body.readUInt16BE(8) },
  }
}

/** Answer to STATUS. */
export const status: Decode<DongleStatus> = (body) => {
  if (body.length !== 23) return null
  const commandCounter = Number(body.readBigUInt64BE(0))
  if (!Number.isSafeInteger(commandCounter)) return null
  return {
    commandCounter,
    failures: body.readUInt8(8),
    lockOutLeft_s: body.readUInt16BE(9),
    session: body.readUInt32BE(11),
    boot: body.readUInt32BE(15),
    up_s: body.readUInt32BE(19),
  }
}

/** Answer to SELF-TEST: what is broken; none = sound. */
export const selfTest: Decode<readonly SelfTestFault[]> = (body) => {
  const [bits = 0] = body
  if (body.length !== 1 || bits >= 1 << SELF_TEST_FAULTS.length) return null
  return SELF_TEST_FAULTS.filter((_, bit) => bits & (1 << bit))
}

/** Answer to UNLOCK. */
export const unlocked: Decode<Unlocked> = (body) => {
  if (body.length !== 3) return null
  const [outcome = 0, points = 0] = body
  const e = flag(body.readUInt8(2))
  if (e === null || (outcome !== 1 && outcome !== 2)) return null
  return { outcome: outcome === 1 ? 'unlocked' : 'held-already', points, e }
}

/** Answer to EXECUTE. The record is for whoever verifies its tag; here only its length is judged. */
export const executed: Decode<Executed> = (body) => {
  if (body.length < 2) return null
  const length = body.readUInt16BE(0)
  const outcomes = (length - RECORD_BYTES_MIN) / 9
  if (!Number.isInteger(outcomes) || outcomes < 0 || length > RECORD_BYTES_MAX) return null
  if (body.length !== 2 + length + TAG_BYTES) return null
  return { record: copy(body.subarray(2, 2 + length)), tag: copy(body.subarray(2 + length)) }
}
