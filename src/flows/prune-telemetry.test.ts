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
  const telemetry = {
    async prune({ olderThan }: { olderThan: number }) {
      asked.push([clock.now(), olderThan])
      const error = trouble.shift()
      if (error) throw error
    },
  }
  return { clock, asked, pruning: startPruning({ clock, random: seededRandom(1), log: silent }, telemetry, keep_ms) }
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
  const { clock, asked } = night(DAY_MS, [new Error('away'), new Error('away')])
  await clock.advance(2 * DAY_MS)
  expect(asked.map(([at]) => at)).toEqual([NIGHT, NIGHT + HOUR_MS, NIGHT + 2 * HOUR_MS, NIGHT + DAY_MS])
})

test('without a term nothing is erased, nor after the stop', async () => {
  const kept = night(null)
  await kept.clock.advance(3 * DAY_MS)
  const stopped = night(DAY_MS)
  await stopped.pruning.stop()
  await stopped.clock.advance(3 * DAY_MS)
  expect([...kept.asked, ...stopped.asked]).toEqual([])
})
