import { expect, test } from 'vitest'
import { BUDGETS, blockedUntil } from './budget.ts'

test('at least ten guesses an hour are free for an account', () => {
  expect(BUDGETS.account.burst).toBeGreaterThanOrEqual(10)
  expect(BUDGETS.account.burst * BUDGETS.account.interval_ms).toBeLessThanOrEqual(3_600_000)
})

test('ten at once, then one every six minutes', () => {
  let arrival: number | null = null
  const spend = (now: number): void => {
    arrival = Math.max(arrival ?? now, now) + BUDGETS.account.interval_ms
  }
  for (let guess = 0; guess < 10; guess++) {
    expect(blockedUntil(BUDGETS.account, arrival, 0)).toBeNull()
    spend(0)
  }
  expect(blockedUntil(BUDGETS.account, arrival, 0)).toBe(360_000)
  expect(blockedUntil(BUDGETS.account, arrival, 359_999)).toBe(360_000)
  expect(blockedUntil(BUDGETS.account, arrival, 360_000)).toBeNull()
  spend(360_000)
  expect(blockedUntil(BUDGETS.account, arrival, 360_000)).toBe(720_000)
})
