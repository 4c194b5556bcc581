import { judgeCode, type Keyed } from './judge-code.ts'
import { heldUnder, type Memory, NO_FINGERPRINT, type Outcome, RESULTS_MAX, type StoredResult } from './memory.ts'
import { type Moment, makeResult, outcomesOf, type Reason, withResult } from './record.ts'

/** A command of the backend (docs/protocol/dongle.md §4, EXECUTE). */
export type Order = { id: Uint8Array; counter: number; number: Uint8Array; code: Uint8Array }

/** What it comes to; where there is a memory, it must be durable before the result may go out. `lockOut_s`: the lock-out that begins now; 0 = none. */
export type Executed = { result: StoredResult; memory: Memory | null; lockOut_s: number }

const ORDER_BYTES = 40

/** Null when the payload has not the form of an EXECUTE. */
export function readOrder(payload: Uint8Array): Order | null {
  if (payload.length !== ORDER_BYTES) return null
  const bytes = Buffer.from(payload)
  const counter = bytes.readBigUInt64BE(16)
  if (counter < 1n || counter > BigInt(Number.MAX_SAFE_INTEGER)) return null
  return {
    ...{ id: bytes.subarray(0, 16), counter: Number(counter) },
    ...{ number: bytes.subarray(24, 32), code: bytes.subarray(32, 40) },
  }
}

/** Docs/protocol/dongle.md §7, steps 2 to 6, as one pure function. The lock-out of step 1 is the caller's. */
export function execute(memory: Memory, order: Order, keyed: Keyed, moment: Moment): Executed {
  const known = memory.results.find(({ id }) => id === Buffer.from(order.id).toString('hex'))
  if (known) return { result: known, memory: null, lockOut_s: 0 }

  const number = presentNumber(memory, keyed)
  const before = heldUnder(memory, number.toString('hex'))
  const decided = { ...moment, id: order.id, counter: order.counter, number, before }
  const earlier = outcomesOf(memory)
  if (order.counter <= memory.highestCounter) {
    const refusal = { ...decided, reason: 'old-counter' as const, after: before, outcomes: earlier }
    return { result: makeResult(refusal, keyed), memory: null, lockOut_s: 0 }
  }

  const { reason, memory: changed } = judge(memory, order, number, keyed)
  const after = heldUnder(changed, number.toString('hex'))
  const outcome: Outcome = reason === 'none' ? 'applied' : 'refused'
  const outcomes = [...earlier, [order.counter, outcome] as const].slice(-RESULTS_MAX)
  const result = makeResult({ ...decided, reason, after, outcomes }, keyed)
  const lockOut_s = reason === 'wrong-code' ? changed.lockOut_s : 0
  return { result, memory: withResult(changed, result), lockOut_s }
}

/** Carat-ID and fingerprint: 8 bytes. */
export function presentNumber(memory: Memory, { caratId }: Pick<Keyed, 'caratId'>): Buffer {
  return Buffer.concat([caratId, Buffer.from(memory.fingerprint, 'hex')])
}

function judge(memory: Memory, order: Order, number: Buffer, keyed: Keyed): { reason: Reason; memory: Memory } {
  if (memory.fingerprint === NO_FINGERPRINT || !number.equals(order.number))
    return { reason: 'other-user-information', memory }
  const verdict = judgeCode(memory, number, order.code, keyed)
  if (verdict.kind === 'wrong-code') return { reason: 'wrong-code', memory: verdict.memory }
  if (verdict.kind === 'old-counter') return { reason: 'old-unlock-counter', memory }
  return { reason: 'none', memory: verdict.memory }
}
