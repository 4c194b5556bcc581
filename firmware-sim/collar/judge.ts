import type { KeyObject } from 'node:crypto'
import { parseInstant, wireInstantText } from '../../src/std/period.ts'
import type { Encoding } from '../codec.ts'
import { chargeOf, type SimCard } from '../sim-card.ts'
import { insertedSim, type Memory, type Outcome, RESULTS_MAX, type StoredResult, withCharge } from './memory.ts'
import { type EffectCommand, type Reader, type Rejection, readCommand } from './read-command.ts'
import { signResult } from './result.ts'

/** What a collar does about one command. Closed; in the order in which it is judged (collar protocol §5). */
export type Reaction =
  /** Step 1: an event tells of it, nothing else changes. */
  | { kind: 'rejected'; reason: Rejection }
  /** Step 2: the stored result goes out again. */
  | { kind: 'known'; result: StoredResult }
  /** Step 3: answered, but neither stored nor counted. */
  | { kind: 'old-counter'; result: StoredResult }
  /** Steps 4 to 7: `memory` must be durable before the result may go out. */
  | { kind: 'handled'; memory: Memory; result: StoredResult }

export type Judge = Reader & { deviceKey: KeyObject; encoding: Encoding }

type Refusal = 'other-iccid' | 'wrong-sim'

/** Collar protocol §5 as one pure function. @param now_ms the collar's own clock */
export function judgeCommand(memory: Memory, payload: Uint8Array, judge: Judge, now_ms: number): Reaction {
  const command = readCommand(payload, judge)
  if (typeof command === 'string') return { kind: 'rejected', reason: command }

  const known = memory.results.find((result) => result.id === command.id)
  if (known) return { kind: 'known', result: known }

  const sim = insertedSim(memory)
  const decided = { command, before: sim, at_s: Math.floor(now_ms / 1000) }
  const earlier = memory.results.map(({ counter, outcome }): [number, Outcome] => [counter, outcome])
  if (command.counter <= memory.highestCounter) {
    const refused = { ...decided, after: sim, reason: 'old-counter' as const, outcomes: earlier }
    return { kind: 'old-counter', result: signResult(refused, judge) }
  }

  const after = applyTo(sim, command)
  const refused = typeof after === 'string'
  const outcomes = [...earlier, [command.counter, refused ? 'refused' : 'applied'] as [number, Outcome]].slice(
    -RESULTS_MAX,
  )
  const result = signResult(
    refused ? { ...decided, after: sim, reason: after, outcomes } : { ...decided, after, outcomes },
    judge,
  )
  const counted = {
    ...memory,
    highestCounter: command.counter,
    results: [...memory.results, result].slice(-RESULTS_MAX),
  }
  return { kind: 'handled', memory: refused ? counted : withCharge(counted, after), result }
}

/** Steps 4 to 6: the SIM as it is afterwards, or why not. */
function applyTo(sim: SimCard, command: EffectCommand): SimCard | Refusal {
  if (command.iccid !== sim.iccid) return 'other-iccid'
  const charge = chargeOf(sim)
  if (command.type === 'sim-extend') {
    if (!('until' in charge)) return 'wrong-sim'
    const end_ms = Math.max(parseInstant(charge.until) ?? 0, command.until_ms)
    return { iccid: sim.iccid, kind: sim.kind, until: wireInstantText(end_ms) }
  }
  if ('until' in charge || charge.currency !== command.currency) return 'wrong-sim'
  return { iccid: sim.iccid, kind: sim.kind, balance: charge.balance + command.amount, currency: charge.currency }
}
