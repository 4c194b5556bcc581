import type { Cancel, Clock } from '../../src/std/clock.ts'

/** Time with power on during which no code is looked at (docs/protocol/dongle.md §6). */
export type LockOut = {
  /** Seconds left, rounded up. */
  left_s(): number
  begin(seconds: number): void
  /** The power is gone. */
  cut(): void
}

const STORE_EVERY_MS = 60_000

/**
 * @param rest_s what memory held at power-on
 * @param store is asked to store what is left: every minute, and at the end
 */
export function createLockOut(
  rest_s: number,
  { uptime_ms, clock, store }: { uptime_ms: () => number; clock: Pick<Clock, 'after'>; store: () => void },
): LockOut {
  let end_ms = 0
  let cancel: Cancel = () => {}
  const left_ms = (): number => Math.max(0, end_ms - uptime_ms())
  const tick = (): void => {
    cancel = clock.after(Math.min(STORE_EVERY_MS, left_ms()), () => {
      store()
      if (left_ms() > 0) tick()
    })
  }
  const begin = (seconds: number): void => {
    cancel()
    end_ms = uptime_ms() + seconds * 1000
    if (seconds > 0) tick()
  }
  begin(rest_s)
  return { left_s: () => Math.ceil(left_ms() / 1000), begin, cut: () => cancel() }
}
