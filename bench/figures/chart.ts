import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { systemClock } from '../../src/std/clock.ts'
import { silent } from '../../src/std/log.ts'
import { openEmbeddedTelemetry } from '../../src/telemetry/embedded.ts'
import { packSamples } from '../../src/telemetry/packed.ts'
import { type Sample, type TelemetryStore, WRITE_SAMPLES_MAX } from '../../src/telemetry/telemetry.ts'
import { type Figure, figure } from '../figure.ts'
import { rounds } from '../measure/rounds.ts'

const COLLARS = 100
const MINUTE_MS = 60_000
const MONTH_MINUTES = 30 * 1_440
const POINTS = 500
const START_MS = Date.UTC(2026, 9, 1)
const END_MS = START_MS + MONTH_MINUTES * MINUTE_MS
const EVERY_MS = (END_MS - START_MS) / POINTS
/** Of each round: another collar each time, so that no answer is warm from the one before. */
const CHARTS = 10
const clock = systemClock()

/** How long a chart of a month takes among a hundred collars that reported every minute, beside the same rows by raw SQL in the same process. */
export async function chartFigures(): Promise<Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), 'koppel-bench-'))
  const file = join(directory, 'telemetry.db')
  const store = await openEmbeddedTelemetry({ file, world: { log: silent } })
  try {
    for (let collar = 0; collar < COLLARS; collar++) await fill(store, seriesOf(collar))
    const raw = new DatabaseSync(file, { readOnly: true })
    const query = raw.prepare(
      `SELECT at - at % ? AS start, avg(bat) AS value FROM samples
       WHERE series_id = (SELECT id FROM series WHERE name = ?) AND at >= ? AND at < ? AND bat IS NOT NULL GROUP BY start ORDER BY start`,
    )
    let turn = 0
    const next = (): string => seriesOf(turn++ % COLLARS)
    const took = await rounds({
      store: () =>
        each(async () => {
          const range = { from: START_MS, to: END_MS, every_ms: EVERY_MS, limit: POINTS }
          return store.series({ seriesId: next(), field: 'bat', ...range })
        }),
      raw: () => each(async () => query.all(EVERY_MS, next(), START_MS, END_MS)),
    })
    raw.close()
    const peer = { name: 'raw SQL of the same rows', value: took.raw }
    return [figure('chart-month', 'ms', { value: took.store, peer }, { of: 'ratio', most: 3 })]
  } finally {
    await store.close()
    await rm(directory, { recursive: true })
  }
}

const seriesOf = (collar: number): string => `collar-${collar}`

/** A month of reports a minute apart. */
async function fill(store: TelemetryStore, seriesId: string): Promise<void> {
  for (let from = 0; from < MONTH_MINUTES; from += WRITE_SAMPLES_MAX) {
    const count = Math.min(WRITE_SAMPLES_MAX, MONTH_MINUTES - from)
    const samples = Array.from({ length: count }, (_, at): Sample => {
      const minute = from + at
      return { at: START_MS + minute * MINUTE_MS, lat: 59 + minute * 1e-6, lon: 18, bat: 100 - (minute % 9_000) / 90 }
    })
    await store.write(packSamples([{ seriesId, samples }]))
  }
}

/** Milliseconds of one chart, by `CHARTS` of them. @throws Error when a chart has not its points: then something else was measured */
async function each(chart: () => Promise<unknown[]>): Promise<number> {
  const started_ms = clock.monotonic()
  for (let n = 0; n < CHARTS; n++) {
    const points = await chart()
    if (points.length !== POINTS) throw new Error(`a chart of ${points.length} points`)
  }
  return (clock.monotonic() - started_ms) / CHARTS
}
