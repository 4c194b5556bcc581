import type { InboxReader, PlacedFrame } from '../inbox/inbox.ts'
import { backoff_ms } from '../std/backoff.ts'
import { wait } from '../std/clock.ts'
import { TelemetryAway } from '../telemetry/away.ts'
import type { House } from './house.ts'
import { type IngestTally, storeReports } from './store-reports.ts'

/** Frames in one telemetry write: a few milliseconds of work, and a bound on what is done twice after a crash. */
const FRAMES_MAX = 500
const RETRY_FIRST_MS = 100
const RETRY_MOST_MS = 30_000

/** Moves what the inbox holds into telemetry, in order, at least once; telemetry makes it once. */
export type Ingest = {
  /** Resolves when everything received before the call is stored. */
  idle(): Promise<void>
  /** False once it has ended, by `stop` or by a fault of its own. */
  alive(): boolean
  stop(): Promise<void>
}

/**
 * A batch that cannot be stored now is tried again for ever, with growing waits: the inbox keeps it. What can never be stored (malformed, unknown device)
 * is counted and passed.
 */
export function startIngest(house: House, reader: Pick<InboxReader, 'next' | 'done'>, tally: IngestTally): Ingest {
  const { clock, random, log } = house.world
  const ended = new AbortController()
  // The inbox may have nothing for hours, and is closed only after this has stopped.
  const stopped = new Promise<null>((resolve) => ended.signal.addEventListener('abort', () => resolve(null)))
  const waiters = new Set<() => void>()
  let busy = false

  const storeForSure = async (frames: readonly PlacedFrame[]): Promise<void> => {
    for (let attempt = 0; ; attempt++) {
      try {
        await storeReports(house, frames, tally)
        const last = frames.at(-1)
        if (last) await reader.done(last.place)
        return
      } catch (error) {
        log.warn({ error, attempt }, 'reports not stored yet')
        const asked_ms = error instanceof TelemetryAway ? error.pause_ms : 0
        await wait(clock, asked_ms + backoff_ms(random, attempt, RETRY_FIRST_MS, RETRY_MOST_MS), ended.signal)
      }
    }
  }
  const run = async (): Promise<void> => {
    for (;;) {
      busy = false
      for (const rested of [...waiters]) rested()
      waiters.clear()
      const frames = await Promise.race([reader.next(FRAMES_MAX), stopped])
      if (!frames || ended.signal.aborted) return
      busy = true
      await storeForSure(frames)
    }
  }
  let alive = true
  const running = run()
    .catch((error: unknown) => {
      if (!ended.signal.aborted) log.error({ error }, 'ingest ended')
    })
    .finally(() => {
      alive = false
    })
  return {
    alive: () => alive,
    idle: () => (busy ? new Promise((resolve) => waiters.add(resolve)) : Promise.resolve()),
    async stop() {
      ended.abort(new Error('stopped'))
      await running
    },
  }
}
