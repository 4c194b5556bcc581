import type { Clock } from '../../std/clock.ts'
import { ProblemError } from '../../std/problems.ts'

/** Failed sign-ins: `burst` at once, then one more every `interval_ms`. An address may be a whole company, hence more. */
const PER_EMAIL = { burst: 10, interval_ms: 60_000 }
const PER_NETWORK = { burst: 30, interval_ms: 20_000 }
/** Subjects remembered; the one that failed longest ago is forgotten first. */
const SUBJECTS_MAX = 20_000

/** Slows down whoever tries passwords. In memory: a restart forgives, and each process counts for itself. */
export type SignInLimit = {
  /**
   * Counts an attempt before its password is checked, so that many at once cannot pass together.
   * @returns takes the attempt back, for one that succeeded
   * @throws ProblemError `too-many-requests`
   */
  count(email: string, network: string): () => void
}

/** The generic cell rate algorithm (ITU-T I.371 annex A), one instant per subject. */
export function signInLimit(clock: Pick<Clock, 'now'>): SignInLimit {
  const arrivals = new Map<string, number>()
  const add = (subject: string, by_ms: number, now: number): void => {
    const arrival = Math.max(arrivals.get(subject) ?? now, now) + by_ms
    arrivals.delete(subject)
    if (arrival > now) arrivals.set(subject, arrival)
    const [oldest] = arrivals.keys()
    if (arrivals.size > SUBJECTS_MAX && oldest !== undefined) arrivals.delete(oldest)
  }
  return {
    count(email, network) {
      const now = clock.now()
      const spent = [
        { subject: `email ${email.trim().toLowerCase()}`, ...PER_EMAIL },
        { subject: `network ${network}`, ...PER_NETWORK },
      ]
      for (const { subject, burst, interval_ms } of spent) {
        const freeAt = (arrivals.get(subject) ?? 0) - (burst - 1) * interval_ms
        if (freeAt > now) throw new ProblemError('too-many-requests', { retryAt: freeAt })
      }
      for (const { subject, interval_ms } of spent) add(subject, interval_ms, now)
      return () => {
        for (const { subject, interval_ms } of spent) add(subject, -interval_ms, clock.now())
      }
    },
  }
}
