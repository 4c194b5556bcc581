import type { Cancel } from '../std/clock.ts'
import { instantText } from '../std/period.ts'
import type { World } from '../std/world.ts'
import type { TelemetryStore } from '../telemetry/telemetry.ts'

const DAY_MS = 86_400_000
/** Of UTC: the hunts of the evening are over, those of the morning have not begun. */
const NIGHT_MS = 2 * 3_600_000
/** Until it is tried again after the store was away. */
const AGAIN_MS = 3_600_000

const DONE = { pruned: 'old telemetry erased', thinned: 'old telemetry thinned out' }

export type Pruning = { stop(): Promise<void> }

/** How long telemetry is kept, and how long in full; null = for ever. */
export type TelemetryTerms = { keep_ms: number | null; full_ms: number | null }
export const FOR_EVER: TelemetryTerms = { keep_ms: null, full_ms: null }

/** What became of a night's work. `stopped`: broken off by the house's end, and done from the beginning the night after. */
export type NightOutcome = 'done' | 'failed' | 'stopped'

/** Counts nights by stable names, for metrics. @param olderThan of `done`: milliseconds since 1970, before which nothing is left, or nothing in full */
export type PruneTally = {
  pruned?(outcome: NightOutcome, olderThan: number): void
  thinned?(outcome: NightOutcome, olderThan: number): void
}

/**
 * Thins out what was measured longer ago than `full_ms` and erases what is older than `keep_ms`, every night at two (UTC); the store does it in small steps, and takes
 * reports between them. Not at the start: a term that was set too short by mistake can be set right until the night. A stop breaks it off between two steps.
 */
export function startPruning(
  world: World,
  telemetry: Pick<TelemetryStore, 'prune' | 'thin'>,
  { keep_ms, full_ms }: TelemetryTerms,
  tally: PruneTally = {},
): Pruning {
  const { clock, log } = world
  const ended = new AbortController()
  const { signal } = ended
  let running = Promise.resolve()
  let cancel: Cancel = () => {}
  const act = async (
    what: 'thinned' | 'pruned',
    term_ms: number | null,
    call: TelemetryStore['thin'],
  ): Promise<boolean> => {
    if (term_ms === null || !call) return true
    const olderThan = clock.now() - term_ms
    try {
      await call({ olderThan, signal })
      tally[what]?.('done', olderThan)
      log.info({ olderThan: instantText(olderThan) }, DONE[what])
      return true
    } catch (error) {
      tally[what]?.(signal.aborted ? 'stopped' : 'failed', olderThan)
      if (!signal.aborted) log.warn({ error, again_ms: AGAIN_MS }, `not yet: ${DONE[what]}`)
      return false
    }
  }
  const night = async (): Promise<void> => {
    // Erased first: what goes need not be summed up.
    const done = (await act('pruned', keep_ms, telemetry.prune)) && (await act('thinned', full_ms, telemetry.thin))
    wait(done ? untilNight_ms(clock.now()) : AGAIN_MS)
  }
  const wait = (delay_ms: number): void => {
    if (signal.aborted) return
    cancel = clock.after(delay_ms, () => {
      running = night()
    })
  }
  if (keep_ms !== null || full_ms !== null) wait(untilNight_ms(clock.now()))
  return {
    async stop() {
      ended.abort(new Error('stopped'))
      cancel()
      await running
    },
  }
}

/** Until the next night, never now. */
function untilNight_ms(now: number): number {
  const since = (now - NIGHT_MS) % DAY_MS
  return DAY_MS - since
}
