import type { World } from '../../std/world.ts'
import { TelemetryAway } from '../away.ts'
import type { AsideRow } from '../embedded-aside.ts'
import type { PackedSamples } from '../telemetry.ts'
import type { WriteAnswer } from './answer.ts'
import { type Batch, batchesOf } from './batch.ts'
import { lane } from './lane.ts'
import { SERIES_TAG } from './layout.ts'
import type { InfluxLimits } from './limits.ts'
import { lineMaker } from './lines.ts'
import { storeBatch } from './store-batch.ts'

/** Counts points by stable names, for metrics. */
export type InfluxTally = { setAside(reason: 'refused-by-engine' | 'beyond-retention', points: number): void }

/** What a writer stands on. */
export type WriterParts = {
  world: Pick<World, 'clock' | 'log'>
  limits: InfluxLimits
  tally: InfluxTally
  post(batch: Batch): Promise<WriteAnswer>
  /** Resolves when durable. */
  keepAside(rows: readonly AsideRow[]): Promise<void>
}

/** The writing half of the store. */
export type InfluxWriter = {
  /** Resolves when every sample is stored or set aside. @throws TelemetryAway: some may be stored, all of it may be written again; RangeError: none is, by a sample that holds no numbers */
  write(packed: PackedSamples): Promise<void>
  /** Lines that are ready, whatever they hold. @throws TelemetryAway as `write` */
  put(lines: readonly string[]): Promise<void>
  /** Sends what was accepted. */
  close(): Promise<void>
}

/** Writes samples, each series in a lane of its own. */
export function influxWriter({ world, limits, tally, post, keepAside }: WriterParts): InfluxWriter {
  const storer = {
    post,
    async setAside(bad: readonly { line: string; reason: string }[]): Promise<void> {
      await keepAside(bad.map(({ line, reason }) => ({ series: seriesIn(line), line, reason })))
      world.log.error({ points: bad.length, reason: bad[0]?.reason }, 'InfluxDB refuses points for good: set aside')
      tally.setAside('refused-by-engine', bad.length)
    },
    tooOld: (points: number) => tally.setAside('beyond-retention', points),
  }
  const lanes = Array.from({ length: limits.lanes }, () =>
    lane(world.clock, limits, (batch) => storeBatch(batch, storer)),
  )
  const linesOf = lineMaker(limits)
  let writes = 0
  return {
    async write(packed) {
      if (writes >= limits.writes_max) throw new TelemetryAway(`${writes} writes are under way`)
      const lists = linesOf(packed)
      writes++
      // All of them end before the call does: whoever writes again must not be overtaken by what it gave up.
      const ends = await Promise.allSettled(lanes.map((one, at) => one.put(lists[at] ?? [])))
      writes--
      for (const end of ends) if (end.status === 'rejected') throw end.reason
    },
    put: async (lines) => await lanes[0]?.put(batchesOf(lines, limits)),
    async close() {
      for (const one of lanes) await one.close()
    },
  }
}

/** The series' tag, which stands first behind the measurement. */
function seriesIn(line: string): string {
  return new RegExp(`^\\w+,${SERIES_TAG}=(\\S+) `).exec(line)?.[1] ?? ''
}
