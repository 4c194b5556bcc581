import { GUARD_WINDOW_MS, SAME_REFUSALS_PER_HOUR, type Suppression } from '../../dialogue/guard.ts'
import type { Clock } from '../../std/clock.ts'

/** Numbers remembered; the one that was told longest ago is forgotten first. */
const NUMBERS_MAX = 10_000

/** The loop guard of answers that go without the ledger, and so without its log: the same refusal, a few times an hour. In memory. @returns counts an answer to a number */
export function bluntGuard(clock: Pick<Clock, 'monotonic'>): (from: string) => Suppression | null {
  const told = new Map<string, number[]>()
  return (from) => {
    const now = clock.monotonic()
    const recent = (told.get(from) ?? []).filter((at) => at > now - GUARD_WINDOW_MS)
    if (recent.length >= SAME_REFUSALS_PER_HOUR) return 'repeated'
    told.delete(from)
    told.set(from, [...recent, now])
    const [oldest] = told.keys()
    if (told.size > NUMBERS_MAX && oldest !== undefined) told.delete(oldest)
    return null
  }
}
