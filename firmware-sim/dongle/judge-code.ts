import { mac, same } from './mac.ts'
import { type Holding, heldUnder, type Memory, withHolding } from './memory.ts'

/** Who judges: the dongle's own key and Carat-ID (4 bytes). */
export type Keyed = { key: Uint8Array; caratId: Uint8Array }

/** What an unlock code comes to, in the order in which it is judged. `memory` must be durable before anybody is told. */
export type CodeVerdict =
  | { kind: 'wrong-code'; memory: Memory }
  | { kind: 'held'; memory: Memory }
  | { kind: 'old-counter' }
  | { kind: 'unlocked'; memory: Memory }

const OPERATION_E = 255
const HEAD_BYTES = 3
const FAILURES_MAX = 255
/** Wrong codes in a row that start the first lock-out. */
const FAILURES_FREE = 2
const LOCK_OUT_S = 60
const LOCK_OUT_S_MAX = 512 * LOCK_OUT_S

/** Docs/protocol/dongle.md §6, steps 3 to 6. @param number 8 bytes: the present licence number @param code 8 bytes */
export function judgeCode(memory: Memory, number: Uint8Array, code: Uint8Array, { key, caratId }: Keyed): CodeVerdict {
  const head = code.subarray(0, HEAD_BYTES)
  const [operation = 0, high = 0, low = 0] = head
  const made = mac(key, 'koppel/v1/unlock', caratId, number, head).subarray(0, code.length - HEAD_BYTES)
  const genuine = same(made, code.subarray(HEAD_BYTES))
  if (!genuine || operation === 0) return { kind: 'wrong-code', memory: withFailure(memory) }

  const held = heldUnder(memory, Buffer.from(number).toString('hex'))
  const wanted = wish(held, operation, (high << 8) | low)
  if (wanted.heldAlready) {
    const raised = wanted.counter > wanted.counterBefore
    return { kind: 'held', memory: raised ? withHolding(memory, wanted.counted) : memory }
  }
  if (wanted.counter < wanted.counterBefore) return { kind: 'old-counter' }
  return { kind: 'unlocked', memory: { ...withHolding(memory, wanted.given), failures: 0 } }
}

/** How long the dongle is locked out after so many failures in a row, seconds: none, none, 60, 120 ... 30,720. */
export function lockOutAfter(failures: number): number {
  if (failures <= FAILURES_FREE) return 0
  return Math.min(LOCK_OUT_S_MAX, LOCK_OUT_S * 2 ** (failures - FAILURES_FREE - 1))
}

function withFailure(memory: Memory): Memory {
  const failures = Math.min(FAILURES_MAX, memory.failures + 1)
  return { ...memory, failures, lockOut_s: lockOutAfter(failures) }
}

/** What the code asks for, beside what is held. `counted`: only the counter changes; `given`: the effect with it. */
function wish(held: Holding, operation: number, counter: number) {
  if (operation === OPERATION_E) {
    const counted = { ...held, eCounter: counter }
    return { counter, counterBefore: held.eCounter, heldAlready: held.e, counted, given: { ...counted, e: true } }
  }
  const counted = { ...held, pointsCounter: counter }
  return {
    ...{ counter, counterBefore: held.pointsCounter, heldAlready: operation <= held.points },
    ...{ counted, given: { ...counted, points: operation } },
  }
}
