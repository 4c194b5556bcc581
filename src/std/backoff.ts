import { fraction, type Random } from './random.ts'

/** Wait before try number `attempt` (0 = first retry): doubling from `first_ms` to `most_ms`, less up to half of it by chance. */
export function backoff_ms(random: Random, attempt: number, first_ms: number, most_ms: number): number {
  const full_ms = Math.min(most_ms, first_ms * 2 ** Math.min(attempt, 30))
  return full_ms - (full_ms / 2) * fraction(random)
}
