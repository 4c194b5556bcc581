import fc from 'fast-check'
import { expect, test } from 'vitest'
import { axisFor, nearest, runsOf, samplesOf, timeTicks } from './scale.ts'

const HOUR_MS = 3_600_000

test('an axis holds every value between round rows, never more than asked for and one', () => {
  const values = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 8 }), (values, steps_max) => {
      const axis = axisFor(values, steps_max)
      const room = (axis.high - axis.low) * 1e-6
      expect(Math.min(...values)).toBeGreaterThanOrEqual(axis.low - room)
      expect(Math.max(...values)).toBeLessThanOrEqual(axis.high + room)
      expect(axis.high).toBeGreaterThan(axis.low)
      expect(axis.ticks.length).toBeLessThanOrEqual(steps_max + 2)
    }),
    { numRuns: 300 },
  )
})

test('values that differ by less than can be drawn are drawn as one that never changed', () => {
  for (const [low, high] of [
    [1e9, 1e9 + 1.2e-7],
    [-5, -5 + 1e-15],
    [0.3, 0.1 + 0.2],
  ] as const) {
    const axis = axisFor([low, high], 3)
    expect(axis.low).toBeLessThan(low)
    expect(axis.high).toBeGreaterThan(high)
    expect(axis.ticks.length).toBeLessThanOrEqual(5)
  }
})

test('a share does not leave 0 to 100', () => {
  expect(axisFor([100, 100], 3, { least: 0, most: 100 })).toMatchObject({ high: 100 })
  expect(axisFor([0], 3, { least: 0, most: 100 })).toMatchObject({ low: 0 })
})

test('rows are no closer than their labels can tell apart', () => {
  expect(axisFor([64.8, 65.1], 3, { step: 1 }).ticks).toEqual([64, 65, 66])
})

test('no values, or values that are none, still give an axis to draw', () => {
  expect(axisFor([], 2)).toEqual({ low: 0, high: 1, ticks: [0, 0.5, 1] })
  expect(axisFor([Number.NaN, Number.POSITIVE_INFINITY, 0, 1], 2)).toEqual({ low: 0, high: 1, ticks: [0, 0.5, 1] })
})

test('times at the bottom are whole steps from midnight, inside of the range', () => {
  const midnight = 100 * 24 * HOUR_MS
  const ticks = timeTicks(midnight - 20 * HOUR_MS, midnight + 4 * HOUR_MS, 6 * HOUR_MS, midnight)
  expect(ticks.map((tick) => (tick - midnight) / HOUR_MS)).toEqual([-18, -12, -6, 0])
})

test('pointing reads the sample that is nearest in time', () => {
  const samples = [0, 10, 30].map((at_ms) => ({ at_ms, value: at_ms }))
  expect(nearest(samples, 19)?.value).toBe(10)
  expect(nearest(samples, 21)?.value).toBe(30)
  expect(nearest([], 5)).toBeNull()
})

test('days of validity are those left at the end of a slot, and in the newest one now', () => {
  const until = 10 * 24 * HOUR_MS
  const slot = { every_ms: 2 * HOUR_MS, now_ms: 25 * HOUR_MS }
  const points: [string, number][] = [0, 22, 24].map((hours) => [new Date(hours * HOUR_MS).toISOString(), until])
  expect(samplesOf('until', { points }, slot).map(({ value }) => value * 24)).toEqual([238, 216, 215])
  expect(samplesOf('bat', { points: [[new Date(0).toISOString(), 80]] }, slot)).toEqual([{ at_ms: 0, value: 80 }])
  const over: [string, number][] = [[new Date(24 * HOUR_MS).toISOString(), 0]]
  expect(samplesOf('until', { points: over }, slot)[0]?.value).toBe(0)
})

test('a line is parted where nothing was measured, and only there', () => {
  const hour = 3_600_000
  const samples = [0, 1, 5, 6, 9].map((at) => ({ at_ms: at * hour, value: at }))
  const at = (hours: number): string => new Date(hours * hour).toISOString()
  const gaps: [string, string][] = [
    [at(1.5), at(5)],
    [at(6), at(9)],
    [at(9.5), at(12)],
  ]
  expect(runsOf(samples, gaps).map((run) => run.map(({ value }) => value))).toEqual([[0, 1], [5, 6], [9]])
  expect(runsOf(samples, [])).toEqual([samples])
  expect(runsOf([], gaps)).toEqual([])
})
