/** What every device's answer to a command says (docs/protocol/collar.md §6, docs/protocol/dongle.md §7). */
export type Answer<Reason extends string = string> = {
  id: string
  device: string
  counter: number
  outcome: 'applied' | 'refused'
  reason?: Reason | 'old-counter'
  /** Of the last counters that the device handled. */
  outcomes: readonly (readonly [counter: number, outcome: 'applied' | 'refused'])[]
}

/** The device keeps the outcomes of this many counters. */
export const OUTCOMES_KEPT = 8

/**
 * What an authentic result means for the command it answers. `listed`: the device's list of outcomes says that it was applied, and so what stands in the answer besides
 * is of another moment. `unclear` leaves the command open for a person.
 */
export type Verdict<Reason extends string = string> =
  | { input: 'apply'; listed: boolean }
  | { input: 'refuse'; reason: Reason | 'passed-over' }
  | { input: 'none'; why: 'other-command' | 'unclear' }

/**
 * Judges a result that is known to be the device's own. `old-counter` alone proves nothing: an answer may have been lost, so the list of outcomes decides whether the
 * command was applied, refused or passed over, and a counter older than the list proves neither.
 */
export function judgeResult<Reason extends string>(
  command: { id: string; serial: string; counter: number },
  result: Answer<Reason>,
): Verdict<Reason> {
  if (result.id !== command.id || result.device !== command.serial || result.counter !== command.counter)
    return { input: 'none', why: 'other-command' }
  if (result.outcome === 'applied') return { input: 'apply', listed: false }
  if (result.reason !== undefined && result.reason !== 'old-counter') return { input: 'refuse', reason: result.reason }
  const listed = result.outcomes.find(([counter]) => counter === command.counter)
  if (listed)
    return listed[1] === 'applied' ? { input: 'apply', listed: true } : { input: 'refuse', reason: 'passed-over' }
  const counters = result.outcomes.map(([counter]) => counter)
  const passed = counters.length > 0 && Math.max(...counters) > command.counter
  const within = counters.length < OUTCOMES_KEPT || Math.min(...counters) < command.counter
  return passed && within ? { input: 'refuse', reason: 'passed-over' } : { input: 'none', why: 'unclear' }
}
