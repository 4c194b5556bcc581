import { expect, test } from 'vitest'
import { seededRandom } from '../../std/random.ts'
import { BALANCE, BATTERY, type Runway, runwayOf } from './runway.ts'
import { type Points, usedOf } from './used.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const MONDAY = 1_790_553_600_000

/** What is left hour by hour, where each hour uses so much. */
function falling(hours: number, left: number, use: (hour: number) => number): [number, number][] {
  let now = left
  return Array.from({ length: hours }, (_, hour) => {
    now -= use(hour)
    return [MONDAY + hour * HOUR_MS, now]
  })
}
function forecastOf(runway: Runway) {
  if (runway.state !== 'forecast') throw new Error(runway.state)
  return runway
}
/** Weeks of so much on Saturdays and Sundays and little else, then `left`. */
function weeks(count: number, weekend: number, left: number, random = seededRandom(1)) {
  const hours = falling(count * 168, 100_000, (hour) => (hour % 168 >= 120 ? weekend : 1))
  const now = MONDAY + count * 7 * DAY_MS
  const shift = left - (hours.at(-1)?.[1] ?? 0)
  const moved = hours.map(([at, value]): [number, number] => [at, value + shift])
  return { runway: runwayOf(BALANCE, { hours: moved, newest: [now, left] }, now, random), now }
}

test('a hunter runs out on a hunting day, not at an even pace', () => {
  // 120 a week beside the weekend, 2,400 on it: 1,000 are left on a Monday and last into Saturday, where an even pace ends on Wednesday.
  const { runway, now } = weeks(8, 50, 1_000)
  const { p10 = 0, p50 = 0, p90 = 0 } = forecastOf(runway)
  for (const end of [p10, p50, p90]) {
    expect(end).toBeGreaterThan(now + 5 * DAY_MS)
    expect(end).toBeLessThan(now + 7 * DAY_MS)
  }
})

test('the same series and seed give the same answer, and ends are in order', () => {
  const first = forecastOf(weeks(8, 20, 9_000).runway)
  expect(forecastOf(weeks(8, 20, 9_000).runway)).toEqual(first)
  expect(first.p10).toBeLessThan(first.p50 ?? 0)
  expect(first.p50).toBeLessThan(first.p90 ?? 0)
})

test('a top-up is no use: what lies around it counts alone', () => {
  const points: Points = [
    [0, 100],
    [12 * HOUR_MS, 88],
    [13 * HOUR_MS, 500],
    [24 * HOUR_MS, 489],
  ]
  const [day] = usedOf(points, { from: 0, to: DAY_MS }, BALANCE.reading).steps
  expect(day).toBeCloseTo(24)
})

test('a spent SIM says nothing of what a day uses', () => {
  const points: Points = [
    [0, 0],
    [DAY_MS, 0],
    [2 * DAY_MS, 0],
  ]
  expect(usedOf(points, { from: 0, to: 2 * DAY_MS }, BALANCE.reading).steps).toEqual([null, null])
})

test('a battery that was silent for long may have been charged: those hours are not known', () => {
  const points: Points = [
    [0, 90],
    [HOUR_MS, 88],
    [9 * HOUR_MS, 60],
    [10 * HOUR_MS, 58],
  ]
  const { steps } = usedOf(points, { from: 0, to: 10 * HOUR_MS }, BATTERY.reading)
  expect(steps.map((step) => step && Math.round(step))).toEqual([2, ...Array(8).fill(null), 2])
})

test('with few days there is no forecast, and it says how many there are', () => {
  expect(weeks(1, 20, 900).runway).toMatchObject({
    state: 'unknown',
    why: 'too-few-data',
    known_steps: 7,
    needed_steps: 14,
  })
})

test('fewer weeks make a wider span', () => {
  const width = (count: number) => {
    const hours = falling(count * 168, 6_000 + count * 840, (hour) => (Math.floor(hour / 168) % 2 === 0 ? 2 : 8))
    const now = MONDAY + count * 7 * DAY_MS
    const { p10 = 0, p90 = 0 } = forecastOf(
      runwayOf(BALANCE, { hours, newest: [now, hours.at(-1)?.[1] ?? 0] }, now, seededRandom(1)),
    )
    return (p90 - p10) / (hours.at(-1)?.[1] ?? 0)
  }
  expect(width(2)).toBeGreaterThan(width(10))
})

test('validity that ends first ends it, and tells so', () => {
  const hours = falling(8 * 168, 100_000, () => 1)
  const now = MONDAY + 56 * DAY_MS
  const until = now + 20 * DAY_MS
  const newest: [number, number] = [now, hours.at(-1)?.[1] ?? 0]
  const runway = runwayOf(BALANCE, { hours, newest }, now, seededRandom(1), until)
  expect(runway).toMatchObject({ state: 'forecast', p10: until, p90: until, by: 'validity' })
  expect(runwayOf(BALANCE, { hours: [], newest: null }, now, seededRandom(1), until)).toEqual({
    state: 'fixed',
    at: until,
  })
  expect(runwayOf(BALANCE, { hours, newest }, until, seededRandom(1), until).state).toBe('ended')
})

test('a SIM that is not used does not run out within the horizon', () => {
  const hours = falling(8 * 168, 1_000, () => 0)
  const now = MONDAY + 56 * DAY_MS
  const runway = forecastOf(runwayOf(BALANCE, { hours, newest: [now, 1_000] }, now, seededRandom(1)))
  expect([runway.p10, runway.p50, runway.p90, runway.horizon]).toEqual([
    undefined,
    undefined,
    undefined,
    now + 365 * DAY_MS,
  ])
})

test('a battery that rises is being charged, one not heard from is not guessed at, an empty one is empty', () => {
  const hours = falling(200, 500, () => 2)
  const [at, left] = hours.at(-1) ?? [0, 0]
  const told = (newest: [number, number], now: number) => runwayOf(BATTERY, { hours, newest }, now, seededRandom(1))
  const next = at + 2 * HOUR_MS
  expect(told([next, left + 10], next)).toMatchObject({ state: 'charging', asOf: next })
  expect(told([next, left - 2], next + 7 * HOUR_MS)).toMatchObject({ state: 'unknown', why: 'silent' })
  expect(told([next, 1], next)).toMatchObject({ state: 'ended' })
  expect(runwayOf(BATTERY, { hours: [], newest: null }, next, seededRandom(1))).toMatchObject({ why: 'never-reported' })
  const steady = forecastOf(told([next, 41], next))
  expect((steady.p50 ?? 0) - next).toBeCloseTo(20 * HOUR_MS, -6)
})
