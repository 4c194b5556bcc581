import type { Keyed } from './judge-code.ts'
import { mac } from './mac.ts'
import { type Holding, type Memory, type Outcome, RESULTS_MAX, type StoredResult } from './memory.ts'

export const REASONS = ['none', 'other-user-information', 'wrong-code', 'old-counter', 'old-unlock-counter'] as const
export type Reason = (typeof REASONS)[number]

/** When something was decided, by the only clock that a dongle has. */
export type Moment = { boot: number; uptime_s: number }

export type Decision = Moment & {
  /** 16 bytes. */
  id: Uint8Array
  counter: number
  reason: Reason
  /** The present licence number, 8 bytes. */
  number: Uint8Array
  before: Holding
  after: Holding
  outcomes: readonly (readonly [counter: number, outcome: Outcome])[]
}

const VERSION = 1
const OUTCOME_BYTE: Record<Outcome, number> = { applied: 1, refused: 2 }

/** The record of docs/protocol/dongle.md §7 with its tag. Made once: what is given out again are these bytes. */
export function makeResult(decision: Decision, { key, caratId }: Keyed): StoredResult {
  const { id, counter, reason, number, before, after, boot, uptime_s, outcomes } = decision
  const outcome = reason === 'none' ? 'applied' : 'refused'
  const record = Buffer.concat([
    Uint8Array.of(VERSION),
    id,
    caratId,
    uint64(counter),
    Uint8Array.of(OUTCOME_BYTE[outcome], REASONS.indexOf(reason)),
    number,
    Uint8Array.of(before.points, Number(before.e), after.points, Number(after.e)),
    uint32(boot),
    uint32(uptime_s),
    Uint8Array.of(outcomes.length),
    ...outcomes.flatMap(([past, how]) => [uint64(past), Uint8Array.of(OUTCOME_BYTE[how])]),
  ])
  const tag = Buffer.from(mac(key, 'koppel/v1/dongle-result', record))
  return {
    id: Buffer.from(id).toString('hex'),
    counter,
    outcome,
    record: record.toString('hex'),
    tag: tag.toString('hex'),
  }
}

/** Counters and outcomes of the results in memory, lowest first. */
export function outcomesOf(memory: Memory): (readonly [number, Outcome])[] {
  return memory.results.map(({ counter, outcome }) => [counter, outcome])
}

/** The same memory with one result more, and its counter as the highest. */
export function withResult(memory: Memory, result: StoredResult): Memory {
  return { ...memory, highestCounter: result.counter, results: [...memory.results, result].slice(-RESULTS_MAX) }
}

/** Two bytes, big-endian, as every number here. */
export function uint16(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value & 0xff)
}

/** @param value below 2^32 */
export function uint32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** @param value a safe integer, not negative */
export function uint64(value: number): Uint8Array {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(value))
  return bytes
}
