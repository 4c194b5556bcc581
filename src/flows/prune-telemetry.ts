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

/**
 * Erases what was measured longer ago than `keep_ms`, every night at two (UTC); the store does it in small steps, and takes reports between
 * them. Not at the start: a term that was set too short by mistake can be set right until the night. @param keep_ms null = all is kept
 */
export function startPruning(world: World, telemetry: Pick<TelemetryStore, 'prune'>, keep_ms: number | null): Pruning {
  const { clock, log } = world
  let stopped = false
  let running = Promise.resolve()
  let cancel: Cancel = () => {}
  if (keep_ms === null) return { stop: () => running }
  const prune = async (): Promise<void> => {
    const olderThan = clock.now() - keep_ms
    try {
      await telemetry.prune({ olderThan })
      log.info({ olderThan: instantText(olderThan) }, 'old telemetry erased')
      wait(untilNight_ms(clock.now()))
    } catch (error) {
      log.warn({ error, again_ms: AGAIN_MS }, 'old telemetry not erased')
      wait(AGAIN_MS)
    }
  }
  const wait = (delay_ms: number): void => {
    if (stopped) return
    cancel = clock.after(delay_ms, () => {
      running = prune()
    })
  }
  wait(untilNight_ms(clock.now()))
  return {
    async stop() {
      stopped = true
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
