import type { Cancel, Clock } from '../../src/std/clock.ts'

/** A clock whose timers die with the process that armed them. */
export type MortalClock = Clock & { die(): void }

export function mortalClock(clock: Clock): MortalClock {
  const armed = new Set<Cancel>()
  let dead = false
  return {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    after(delay_ms, act) {
      if (dead) return () => {}
      const cancel = clock.after(delay_ms, () => {
        armed.delete(cancel)
        act()
      })
      armed.add(cancel)
      return () => {
        armed.delete(cancel)
        cancel()
      }
    },
    die() {
      dead = true
      for (const cancel of armed) cancel()
      armed.clear()
    },
  }
}
