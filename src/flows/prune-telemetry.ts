import type { Cancel } from '../std/clock.ts'
import { instantText } from '../std/period.ts'
import type { World } from '../std/world.ts'
import type { TelemetryStore } from '../telemetry/telemetry.ts'

const DAY_MS = 86_400_000
/** Of UTC: the hunts of the evening are over, those of the morning have not begun. */
const NIGHT_MS = 2 * 3_600_000
/** Until it is tried again after the store was away. */
const AGAIN_MS = 3_600_000

export type Pruning = { stop(): Promise<void> }

/** Counts prunings by stable names, for metrics. `stopped`: broken off by the house's end, and done from the beginning the night after. */
export type PruneTally = {
  /** @param olderThan of `done`: milliseconds since 1970, before which nothing is left */
  pruned?(outcome: 'done' | 'failed' | 'stopped', olderThan: number): void
}

/**
 * Erases what was measured longer ago than `keep_ms`, every night at two (UTC); the store does it in small steps, and takes reports between
 * them. Not at the start: a term that was set too short by mistake can be set right until the night. A stop breaks it off between two steps. @param keep_ms null = all is kept
 */
export function startPruning(
  world: World,
  telemetry: Pick<TelemetryStore, 'prune'>,
  keep_ms: number | null,
  tally: PruneTally = {},
): Pruning {
  const { clock, log } = world
  const ended = new AbortController()
  const { signal } = ended
  let running = Promise.resolve()
  let cancel: Cancel = () => {}
  if (keep_ms === null) return { stop: () => running }
  const prune = async (): Promise<void> => {
    const olderThan = clock.now() - keep_ms
    try {
      await telemetry.prune({ olderThan, signal })
      tally.pruned?.('done', olderThan)
      log.info({ olderThan: instantText(olderThan) }, 'old telemetry erased')
      wait(untilNight_ms(clock.now()))
    } catch (error) {
      tally.pruned?.(signal.aborted ? 'stopped' : 'failed', olderThan)
      if (signal.aborted) return
      log.warn({ error, again_ms: AGAIN_MS }, 'old telemetry not erased')
      wait(AGAIN_MS)
    }
  }
  const wait = (delay_ms: number): void => {
    if (signal.aborted) return
    cancel = clock.after(delay_ms, () => {
      running = prune()
    })
  }
  wait(untilNight_ms(clock.now()))
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
