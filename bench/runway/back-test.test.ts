import { expect, test } from 'vitest'
import { WITHIN_MEASURED } from '../../src/telemetry/runway/measured.ts'
import { backTest } from './back-test.ts'

// A share of 0.8 of so many months has a standard error of 0.04 (100) and 0.023 (300).
test.each([
  ['balance', 100, 0.08],
  ['battery', 300, 0.06],
] as const)('the share of simulated months that the console tells of %s is what is measured', (kind, months, most) => {
  const { withinShare, forecasts } = backTest(kind, months, [])
  expect(forecasts).toBeGreaterThan(months * 0.8)
  expect(Math.abs(withinShare - WITHIN_MEASURED[kind].all)).toBeLessThan(most)
})
