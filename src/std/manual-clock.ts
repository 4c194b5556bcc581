import type { Clock } from './clock.ts'

/** A clock that stands still until it is moved by hand. */
export type ManualClock = Clock & {
  /** Moves on by `by_ms`, firing the timers that fall due, in order, each at its own time. Promises run between two timers. */
  advance(by_ms: number): Promise<void>
  /** Time of the earliest armed timer, or null: lets a driver jump straight to what happens next. */
  nextAt(): number | null
  /** Sets the wall clock only: `monotonic` and the timers do not notice, as when an operator sets the time. */
  set(now_ms: number): void
}

type Timer = { due_ms: number; order: number; act: () => void }

/** Lets every promise that is ready run: a few turns of the macrotask queue, because libraries chain them. */
export async function settle(turns = 3): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise<void>((resolve) => setImmediate(resolve))
}

/** @param start_ms the wall clock's first reading, milliseconds since 1970 */
export function manualClock(start_ms = Date.UTC(2026, 10, 22, 12)): ManualClock {
  let mono_ms = 0
  let offset_ms = start_ms
  let order = 0
  const timers = new Set<Timer>()
  const earliest = (): Timer | undefined => {
    let first: Timer | undefined
    for (const timer of timers) {
      if (!first || timer.due_ms < first.due_ms || (timer.due_ms === first.due_ms && timer.order < first.order))
        first = timer
    }
    return first
  }
  return {
    // Whole, as Date.now() is, though a backoff may end between two milliseconds.
    now: () => Math.floor(mono_ms + offset_ms),
    monotonic: () => mono_ms,
    after(delay_ms, act) {
      const timer = { due_ms: mono_ms + Math.max(0, delay_ms), order: order++, act }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    async advance(by_ms) {
      const end_ms = mono_ms + by_ms
      for (let next = earliest(); next && next.due_ms <= end_ms; next = earliest()) {
        timers.delete(next)
        mono_ms = Math.max(mono_ms, next.due_ms)
        next.act()
        await settle()
      }
      mono_ms = end_ms
      await settle()
    },
    nextAt: () => {
      const next = earliest()
      return next ? next.due_ms + offset_ms : null
    },
    set: (now_ms) => {
      offset_ms = now_ms - mono_ms
    },
  }
}
