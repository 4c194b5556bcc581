import { expect, test } from 'vitest'
import { MEASURED_RUNWAYS } from '../../src/telemetry/runway/measured.ts'
import { backTest, FIRST_MONTH } from './back-test.ts'

// A share of 0.8 of so many months has a standard error of 0.04 (100) and 0.023 (300).
test.each([
  ['balance', 100, 0.08],
  ['battery', 300, 0.06],
] as const)(
  'what the console tells of forecasts of %s is what is measured on months that were held out',
  (kind, months, most) => {
    const { withinShare, offMedian_days, forecasts } = backTest(kind, months, [])
    const { share, off_days } = MEASURED_RUNWAYS[kind].all
    expect(forecasts).toBeGreaterThan(months * 0.7)
    expect(Math.abs(withinShare - share)).toBeLessThan(most)
    expect(Math.abs(offMedian_days / off_days - 1)).toBeLessThan(0.35)
  },
)

test('no month on which the constants were chosen is one of those that are scored', () => {
  const [tuned, heldOut] = [backTest('battery', 20, [], 'tuned'), backTest('battery', 20, [])]
  expect(heldOut.offMedian_days).not.toBe(tuned.offMedian_days)
  expect(FIRST_MONTH['held-out']).toBeGreaterThanOrEqual(FIRST_MONTH.tuned + 1_000_000)
})
