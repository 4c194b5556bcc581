/** A result's body, decoded (docs/protocol/collar.md §6). */
export type ResultBody = {
  id: string
  device: string
  counter: number
  outcome: 'applied' | 'refused'
  reason?: 'other-iccid' | 'wrong-sim' | 'old-counter'
  iccid: string
  before: SimReading
  after: SimReading
  /** The device's clock, Unix seconds. */
  at: number
  outcomes: readonly (readonly [counter: number, outcome: 'applied' | 'refused'])[]
}
/** `balance` in minor units; `until` in milliseconds since 1970. */
export type SimReading = { balance: number; currency: string } | { until: number }

/** The device keeps the outcomes of this many counters. */
export const OUTCOMES_KEPT = 8

/** What an authentic result means for the command it answers. `unclear` leaves the command open for a person. */
export type Verdict =
  | { input: 'apply'; before: SimReading; after: SimReading }
  | { input: 'apply'; before: null; after: null }
  | { input: 'refuse'; reason: 'other-iccid' | 'wrong-sim' | 'passed-over' }
  | { input: 'none'; why: 'other-command' | 'unclear' }

/**
 * Judges a result whose signature fits. `old-counter` alone proves nothing: an answer may have been lost, so the list of outcomes decides whether the
 * command was applied, refused or passed over, and a counter older than the list proves neither.
 */
export function judgeResult(command: { id: string; serial: string; counter: number }, result: ResultBody): Verdict {
  if (result.id !== command.id || result.device !== command.serial || result.counter !== command.counter)
    return { input: 'none', why: 'other-command' }
  if (result.outcome === 'applied') return { input: 'apply', before: result.before, after: result.after }
  if (result.reason === 'other-iccid' || result.reason === 'wrong-sim')
    return { input: 'refuse', reason: result.reason }
  const listed = result.outcomes.find(([counter]) => counter === command.counter)
  if (listed)
    return listed[1] === 'applied'
      ? { input: 'apply', before: null, after: null }
      : { input: 'refuse', reason: 'passed-over' }
  const counters = result.outcomes.map(([counter]) => counter)
  const passed = counters.length > 0 && Math.max(...counters) > command.counter
  const within = counters.length < OUTCOMES_KEPT || Math.min(...counters) < command.counter
  return passed && within ? { input: 'refuse', reason: 'passed-over' } : { input: 'none', why: 'unclear' }
}
