import { systemClock, wait } from '../../src/std/clock.ts'

/** The house answers with all of its metrics, a few milliseconds: asked more often, the asking would be measured. */
const POLL_MS = 250
const PATIENCE_MS = 240_000

/** Waits until a count that is asked for reaches `wanted`. @returns when that was seen, by the monotonic clock. @throws Error when it does not come */
export async function untilReached(wanted: number, what: string, count: () => Promise<number>): Promise<number> {
  const clock = systemClock()
  const until_ms = clock.monotonic() + PATIENCE_MS
  for (;;) {
    const reached = await count()
    const now_ms = clock.monotonic()
    if (reached >= wanted) return now_ms
    if (now_ms > until_ms) throw new Error(`${what}: ${reached} of ${wanted}`)
    await wait(clock, POLL_MS)
  }
}
