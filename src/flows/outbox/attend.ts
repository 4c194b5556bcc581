import { backoff_ms } from '../../std/backoff.ts'
import type { Cancel } from '../../std/clock.ts'
import type { World } from '../../std/world.ts'

/** The ledger is away. */
const RETRY_FIRST_MS = 500
const RETRY_MOST_MS = 30_000
/** Makes up for a clock that was set, and for a wake-up that was lost. */
const TIMER_MS_MAX = 60_000

/** What one look at the ledger asks for: to look again at once, after a while, or when woken. */
export type Next = 'again' | 'when-woken' | { after_ms: number }

/** Looks at the ledger whenever there may be something to do, one look at a time. */
export type Attention = {
  /** There may be something: looks soon, or again after the look under way. */
  wake(): void
  /** Resolves when no look is under way. */
  idle(): Promise<void>
  /** Resolves when the look under way has ended; there will be no other. */
  stop(): Promise<void>
}

/** @param look must not look at anything that a lost wake-up could have told it. @param what names it in the log when the ledger is away */
export function attend({ clock, random, log }: World, what: string, look: () => Promise<Next>): Attention {
  let looking: Promise<void> | null = null
  let again = false
  let stopped = false
  let failures = 0
  let timer: Cancel = () => {}

  const later = (wait_ms: number): void => {
    timer = clock.after(Math.min(wait_ms, TIMER_MS_MAX), wake)
  }
  const run = async (): Promise<void> => {
    while (again && !stopped) {
      again = false
      timer()
      try {
        const next = await look()
        failures = 0
        if (next === 'again') again = true
        else if (next !== 'when-woken') later(next.after_ms)
      } catch (error) {
        if (stopped) return
        log.warn({ error }, what)
        later(backoff_ms(random, failures++, RETRY_FIRST_MS, RETRY_MOST_MS))
        return
      }
    }
  }
  const wake = (): void => {
    again = true
    if (stopped) return
    looking ??= run().finally(() => {
      looking = null
      if (again) wake()
    })
  }
  return {
    wake,
    async idle() {
      while (looking !== null) await looking
    },
    async stop() {
      stopped = true
      timer()
      await looking
    },
  }
}
