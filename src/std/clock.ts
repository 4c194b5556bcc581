/** Stops a timer; calling it again does nothing. */
export type Cancel = () => void

/** Time as the house sees it. Nobody else may ask the machine for it (`test/tidy.test.ts`). */
export type Clock = {
  /** Milliseconds since 1970-01-01T00:00:00Z. May jump when the machine's clock is set. */
  now(): number
  /** Milliseconds from an arbitrary start, never going back: for waits and durations. */
  monotonic(): number
  /** Calls `act` once, `delay_ms` from now at the earliest. */
  after(delay_ms: number, act: () => void): Cancel
}

/** setTimeout takes 31 bits; a longer wait fires at once, so it is split. */
const TIMER_MS_MAX = 2 ** 31 - 1

/** The machine's clock. Its timers do not keep the process alive: doors and sockets do. */
export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    after(delay_ms, act) {
      let left_ms = Math.max(0, delay_ms)
      let timer: NodeJS.Timeout
      const arm = (): void => {
        const step_ms = Math.min(left_ms, TIMER_MS_MAX)
        left_ms -= step_ms
        timer = setTimeout(() => (left_ms > 0 ? arm() : act()), step_ms)
        timer.unref()
      }
      arm()
      return () => clearTimeout(timer)
    },
  }
}

/** Resolves `delay_ms` from now by `clock`; rejects with the signal's reason when it is aborted first. */
export function wait(clock: Clock, delay_ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const onAbort = (): void => {
      cancel()
      reject(signal?.reason)
    }
    const cancel = clock.after(delay_ms, () => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    })
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}
