import { expect, test } from 'vitest'
import { silent } from '../std/log.ts'
import { manualClock } from '../std/manual-clock.ts'
import { seededRandom } from '../std/random.ts'
import { startPruning } from './prune-telemetry.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const EVENING = Date.UTC(2026, 10, 22, 20)
const NIGHT = Date.UTC(2026, 10, 23, 2)

function night(keep_ms: number | null, trouble: (Error | null)[] = []) {
  const clock = manualClock(EVENING)
  const asked: [at: number, olderThan: number][] = []
  const tallied: [outcome: string, olderThan: number][] = []
  const tally = { pruned: (outcome: string, olderThan: number) => void tallied.push([outcome, olderThan]) }
  const world = { clock, random: seededRandom(1), log: silent }
  const telemetry = {
    async prune({ olderThan }: { olderThan: number }) {
      asked.push([clock.now(), olderThan])
      const error = trouble.shift()
      if (error) throw error
    },
  }
  return { clock, asked, tallied, pruning: startPruning(world, telemetry, { keep_ms, full_ms: null }, tally) }
}

test('what is older than its term is erased every night at two, and at no other time', async () => {
  const { clock, asked } = night(90 * DAY_MS)
  await clock.advance(6 * HOUR_MS - 1)
  expect(asked).toEqual([])
  await clock.advance(1 + 2 * DAY_MS)
  const nights = [NIGHT, NIGHT + DAY_MS, NIGHT + 2 * DAY_MS]
  expect(asked).toEqual(nights.map((at) => [at, at - 90 * DAY_MS]))
})

test('a store that is away is asked again an hour later, and at night after that', async () => {
  const { clock, asked, tallied } = night(DAY_MS, [new Error('away'), new Error('away')])
  await clock.advance(2 * DAY_MS)
  expect(asked.map(([at]) => at)).toEqual([NIGHT, NIGHT + HOUR_MS, NIGHT + 2 * HOUR_MS, NIGHT + DAY_MS])
  expect(tallied.map(([outcome]) => outcome)).toEqual(['failed', 'failed', 'done', 'done'])
  expect(tallied.at(-1)).toEqual(['done', NIGHT])
})

test('without a term nothing is erased, nor after the stop', async () => {
  const kept = night(null)
  await kept.clock.advance(3 * DAY_MS)
  const stopped = night(DAY_MS)
  await stopped.pruning.stop()
  await stopped.clock.advance(3 * DAY_MS)
  expect([...kept.asked, ...stopped.asked]).toEqual([])
})

test('a stop breaks off what is being erased, and waits for its step alone', async () => {
  const clock = manualClock(EVENING)
  const tallied: string[] = []
  const telemetry = {
    prune: ({ signal }: { signal?: AbortSignal }) =>
      new Promise<void>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
  }
  const tally = { pruned: (outcome: string) => void tallied.push(outcome) }
  const pruning = startPruning(
    { clock, random: seededRandom(1), log: silent },
    telemetry,
    { keep_ms: DAY_MS, full_ms: null },
    tally,
  )
  await clock.advance(6 * HOUR_MS)
  await pruning.stop()
  expect(tallied).toEqual(['stopped'])
})

test('what is to be thinned out is, after the erasing, each by its own term', async () => {
  const clock = manualClock(EVENING)
  const asked: [what: string, olderThan: number][] = []
  const telemetry = {
    prune: async ({ olderThan }: { olderThan: number }) => void asked.push(['prune', olderThan]),
    thin: async ({ olderThan }: { olderThan: number }) => void asked.push(['thin', olderThan]),
  }
  const world = { clock, random: seededRandom(1), log: silent }
  const tallied: string[] = []
  const tally = { thinned: (outcome: string) => void tallied.push(outcome) }
  startPruning(world, telemetry, { keep_ms: 90 * DAY_MS, full_ms: 7 * DAY_MS }, tally)
  await clock.advance(6 * HOUR_MS)
  expect(asked).toEqual([
    ['prune', NIGHT - 90 * DAY_MS],
    ['thin', NIGHT - 7 * DAY_MS],
  ])
  expect(tallied).toEqual(['done'])
  asked.length = 0
  const alone = startPruning(world, telemetry, { keep_ms: null, full_ms: DAY_MS })
  await alone.stop()
  await clock.advance(DAY_MS)
  expect(asked.map(([what]) => what)).toEqual(['prune', 'thin'])
})
