import type { Cancel } from '../../std/clock.ts'
import type { World } from '../../std/world.ts'
import { TelemetryAway } from '../away.ts'
import { WINDOW_MS } from './layout.ts'
import type { InfluxLimits } from './limits.ts'
import type { Query } from './read.ts'
import { rollUp } from './roll-up.ts'
import type { Windows } from './windows.ts'

/** What the roll-ups stand on; `put` resolves when lines are stored. */
export type RollUpParts = {
  world: Pick<World, 'clock' | 'log'>
  limits: Pick<InfluxLimits, 'rollUp_every_ms' | 'rollUpWindows_max'>
  windows: Windows
  query: Query
  put(lines: readonly string[]): Promise<void>
}

/** In one run; what is left waits for the next, and charts read the samples themselves meanwhile. */
const ROUNDS_MAX = 50

/** Sums hours up that are over, and those into which something came late: at regular times, until stopped. Trouble is left to the next time. */
export function startRollUps({ world, limits, windows, query, put }: RollUpParts): { stop(): Promise<void> } {
  const { rollUp_every_ms: every_ms, rollUpWindows_max: windows_max } = limits
  let stopped = false
  let running: Promise<void> = Promise.resolve()
  let cancel: Cancel = world.clock.after(every_ms, start)

  async function run(): Promise<void> {
    let hours = 0
    for (let round = 0; round < ROUNDS_MAX && !stopped; round++) {
      const before = world.clock.now() - WINDOW_MS
      const given = await windows.roll(before, windows_max, (stale) => rollUp(stale, query, put))
      hours += given
      if (given < windows_max) break
    }
    world.log.debug({ hours }, 'hours summed up')
  }
  function start(): void {
    running = run()
      .catch((error: unknown) => {
        if (!(error instanceof TelemetryAway)) world.log.warn({ error }, 'hours not summed up')
      })
      .finally(() => {
        if (!stopped) cancel = world.clock.after(every_ms, start)
      })
  }
  return {
    async stop() {
      stopped = true
      cancel()
      await running
    },
  }
}
