import type { Frames, InboxReader } from '../inbox/inbox.ts'
import { backoff_ms } from '../std/backoff.ts'
import { wait } from '../std/clock.ts'
import { TelemetryAway } from '../telemetry/away.ts'
import type { House } from './house.ts'
import { type PreparedReports, prepareReports } from './prepare-reports.ts'
import { type IngestTally, storeReports } from './store-reports.ts'

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
 * A batch is what one reading of the inbox gives; while it is written the next one is read and decoded. A batch that cannot be stored now is tried again for ever,
 * with growing waits: the inbox keeps it. What can never be stored (malformed, unknown device) is counted and passed.
 */
export function startIngest(house: House, reader: Pick<InboxReader, 'follow' | 'done'>, tally: IngestTally): Ingest {
  const { log } = house.world
  const ended = new AbortController()
  // The inbox may have nothing for hours, and is closed only after this has stopped.
  const stopped = new Promise<null>((resolve) => ended.signal.addEventListener('abort', () => resolve(null)))
  const waiters = new Set<() => void>()
  let busy = false

  const { again, prepareForSure, storeForSure } = patience(house, reader, tally, ended.signal)
  /** Until the inbox closes or this is stopped. @throws the disk's error */
  const follow = async (): Promise<void> => {
    const batches = reader.follow()[Symbol.asyncIterator]()
    let storing: Promise<void> = Promise.resolve()
    try {
      for (;;) {
        const batch = await Promise.race([batches.next(), stopped])
        if (!batch || batch.done || ended.signal.aborted) return
        if (batch.value.length === 0) {
          await storing
          rest()
          continue
        }
        busy = true
        const prepared = await prepareForSure(batch.value)
        await storing
        storing = storeForSure(batch.value, prepared)
        // Told by whoever awaits it next; without this a stop between would be nobody's.
        storing.catch(() => {})
      }
    } finally {
      await storing
    }
  }
  const rest = (): void => {
    busy = false
    for (const rested of [...waiters]) rested()
    waiters.clear()
  }
  const run = async (): Promise<void> => {
    for (let attempt = 0; ; attempt++) {
      try {
        return await follow()
      } catch (error) {
        if (ended.signal.aborted) return
        log.error({ error, attempt }, 'inbox cannot be read')
        await again(attempt)
      }
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

/** What is tried again for ever, with growing waits, until it is stopped. */
function patience(house: House, reader: Pick<InboxReader, 'done'>, tally: IngestTally, stopped: AbortSignal) {
  const { clock, random, log } = house.world
  const again = (attempt: number, asked_ms = 0): Promise<void> =>
    wait(clock, asked_ms + backoff_ms(random, attempt, RETRY_FIRST_MS, RETRY_MOST_MS), stopped)
  const storeForSure = async (frames: Frames, prepared: PreparedReports): Promise<void> => {
    for (let attempt = 0, next = prepared; ; attempt++) {
      try {
        await storeReports(house, next, tally)
        const last = frames.at(-1)
        if (last) await reader.done(last.place)
        return
      } catch (error) {
        log.warn({ error, attempt }, 'reports not stored yet')
        await again(attempt, error instanceof TelemetryAway ? error.pause_ms : 0)
        // Whose a sample is may have changed meanwhile, and a series may have been erased.
        next = await prepareForSure(frames)
      }
    }
  }
  const prepareForSure = async (frames: Frames): Promise<PreparedReports> => {
    for (let attempt = 0; ; attempt++) {
      try {
        return await prepareReports(house, frames)
      } catch (error) {
        log.warn({ error, attempt }, 'reports not prepared yet')
        await again(attempt)
      }
    }
  }
  return { again, prepareForSure, storeForSure }
}
