import { judgeCode, type Keyed } from './judge-code.ts'
import { execute, presentNumber, readOrder } from './judge-execute.ts'
import { mac } from './mac.ts'
import { heldUnder, type Memory, NO_FINGERPRINT, withFingerprint } from './memory.ts'
import { uint16, uint32, uint64 } from './record.ts'
import { fingerprintOf } from './user-information.ts'

export const COMMAND = {
  hello: 0x01,
  identity: 0x02,
  userInformation: 0x03,
  licences: 0x04,
  status: 0x05,
  selfTest: 0x06,
  unlock: 0x10,
  execute: 0x11,
} as const

/** Docs/protocol/dongle.md §3. */
export const STATUS = {
  ok: 0x00,
  unknownCommand: 0x01,
  malformed: 0x02,
  notGreeted: 0x03,
  lockedOut: 0x04,
  memoryFault: 0x05,
  version: 0x06,
  wrongCode: 0x10,
  noUserInformation: 0x11,
  oldCounter: 0x12,
} as const

export const FIRMWARE = 'carat-sim 1'
const VERSION = 1
const NONCE_BYTES = 16
const CODE_BYTES = 8

/** What the firmware knows beside its memory. `lockOut_s`: seconds left now, rounded up. */
export type Present = { greeted: boolean; uptime_s: number; lockOut_s: number }
export type Self = Keyed & { keyVersion: number }

/** An answer, status first; where there is a memory, it must be durable before the answer goes out. `lockOut_s`: the lock-out that begins now; 0 = none. */
export type Reaction = { answer: Uint8Array; memory: Memory | null; lockOut_s: number }

/** Everything that a request can come to but SELF-TEST, which reaches the hardware. Pure. */
export function react(
  memory: Memory,
  request: { command: number; payload: Uint8Array },
  self: Self,
  present: Present,
): Reaction {
  const { command, payload } = request
  if (command === COMMAND.hello) return hello(memory, payload)
  if (!present.greeted) return say(STATUS.notGreeted)
  switch (command) {
    case COMMAND.identity:
      return payload.length === NONCE_BYTES ? identity(memory, payload, self) : say(STATUS.malformed)
    case COMMAND.userInformation:
      return enter(memory, payload, self)
    case COMMAND.licences:
      return payload.length === 0 ? licences(memory, self) : say(STATUS.malformed)
    case COMMAND.status:
      return payload.length === 0 ? status(memory, present) : say(STATUS.malformed)
    case COMMAND.unlock:
      return payload.length === CODE_BYTES ? unlock(memory, payload, self, present) : say(STATUS.malformed)
    case COMMAND.execute:
      return executed(memory, payload, self, present)
    default:
      return say(STATUS.unknownCommand)
  }
}

function hello(memory: Memory, payload: Uint8Array): Reaction {
  if (payload.length !== 1 + NONCE_BYTES) return say(STATUS.malformed)
  if (payload[0] !== VERSION) return say(STATUS.version, Uint8Array.of(VERSION))
  const greeted = { ...memory, session: memory.session + 1 }
  const name = Buffer.from(FIRMWARE, 'ascii')
  const { session, boot } = greeted
  const told = [payload, uint32(session), uint32(boot), Uint8Array.of(name.length), name]
  return { ...say(STATUS.ok, ...told), memory: greeted }
}

function identity(memory: Memory, challenge: Uint8Array, { key, caratId, keyVersion }: Self): Reaction {
  const fingerprint = Buffer.from(memory.fingerprint, 'hex')
  const proof = mac(key, 'koppel/v1/dongle-identity', challenge, caratId, fingerprint)
  return say(STATUS.ok, caratId, fingerprint, Uint8Array.of(keyVersion), proof)
}

function enter(memory: Memory, text: Uint8Array, self: Self): Reaction {
  const changed = withUserInformation(memory, text, self)
  if (!changed) return say(STATUS.malformed)
  const answer = say(STATUS.ok, Buffer.from(changed.fingerprint, 'hex'))
  return changed.fingerprint === memory.fingerprint ? answer : { ...answer, memory: changed }
}

/** The same memory with a text entered; null for a text that is too long or not UTF-8. */
export function withUserInformation(
  memory: Memory,
  text: Uint8Array,
  { caratId }: Pick<Self, 'caratId'>,
): Memory | null {
  const fingerprint = fingerprintOf(text)
  if (fingerprint === null) return null
  return withFingerprint(memory, fingerprint, Buffer.from(caratId).toString('hex') + fingerprint)
}

function licences(memory: Memory, self: Self): Reaction {
  const { points, e, pointsCounter, eCounter } = held(memory, self)
  const fingerprint = Buffer.from(memory.fingerprint, 'hex')
  return say(STATUS.ok, fingerprint, Uint8Array.of(points, Number(e)), uint16(pointsCounter), uint16(eCounter))
}

function status({ highestCounter, failures, session, boot }: Memory, { lockOut_s, uptime_s }: Present): Reaction {
  const told = [uint64(highestCounter), Uint8Array.of(failures), uint16(lockOut_s)]
  return say(STATUS.ok, ...told, uint32(session), uint32(boot), uint32(uptime_s))
}

function unlock(memory: Memory, code: Uint8Array, self: Self, { lockOut_s }: Present): Reaction {
  if (lockOut_s > 0) return say(STATUS.lockedOut, uint16(lockOut_s))
  if (memory.fingerprint === NO_FINGERPRINT) return say(STATUS.noUserInformation)
  const verdict = judgeCode(memory, presentNumber(memory, self), code, self)
  if (verdict.kind === 'old-counter') return say(STATUS.oldCounter)
  if (verdict.kind === 'wrong-code') {
    const { failures, lockOut_s: begins_s } = verdict.memory
    const answer = say(STATUS.wrongCode, Uint8Array.of(failures), uint16(begins_s))
    return { ...answer, memory: verdict.memory, lockOut_s: begins_s }
  }
  const { points, e } = held(verdict.memory, self)
  const answer = say(STATUS.ok, Uint8Array.of(verdict.kind === 'unlocked' ? 1 : 2, points, Number(e)))
  return verdict.memory === memory ? answer : { ...answer, memory: verdict.memory }
}

function executed(memory: Memory, payload: Uint8Array, self: Self, { lockOut_s, uptime_s }: Present): Reaction {
  const order = readOrder(payload)
  if (!order) return say(STATUS.malformed)
  if (lockOut_s > 0) return say(STATUS.lockedOut, uint16(lockOut_s))
  const { result, memory: changed, lockOut_s: begins_s } = execute(memory, order, self, { boot: memory.boot, uptime_s })
  const record = Buffer.from(result.record, 'hex')
  const answer = say(STATUS.ok, uint16(record.length), record, Buffer.from(result.tag, 'hex'))
  return { ...answer, memory: changed, lockOut_s: begins_s }
}

function held(memory: Memory, self: Self) {
  return heldUnder(memory, presentNumber(memory, self).toString('hex'))
}

function say(code: number, ...parts: readonly Uint8Array[]): Reaction {
  return { answer: Buffer.concat([Uint8Array.of(code), ...parts]), memory: null, lockOut_s: 0 }
}
