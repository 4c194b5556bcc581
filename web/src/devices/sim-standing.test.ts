import { expect, test } from 'vitest'
import { simStanding } from './sim-standing.ts'

const NOW = Date.UTC(2026, 10, 22, 12)
const inDays = (days: number) => new Date(NOW + days * 86_400_000).toISOString()

test('validity is good, then soon over from 30 days on, then ended', () => {
  expect(simStanding({ validUntil: inDays(31) }, NOW)).toEqual({ kind: 'valid', tone: 'good', daysLeft: 31 })
  expect(simStanding({ validUntil: inDays(29.9) }, NOW)).toEqual({ kind: 'valid', tone: 'soon', daysLeft: 29 })
  expect(simStanding({ validUntil: inDays(0.5) }, NOW)).toMatchObject({ tone: 'soon', daysLeft: 0 })
  expect(simStanding({ validUntil: inDays(0) }, NOW)).toEqual({ kind: 'ended', tone: 'bad' })
})

test('a balance is good as long as there is any', () => {
  expect(simStanding({ balanceMinor: 1 }, NOW)).toEqual({ kind: 'balance', tone: 'good' })
  expect(simStanding({ balanceMinor: 0 }, NOW)).toEqual({ kind: 'balance', tone: 'bad' })
})

test('a SIM that has reported nothing is not called empty', () => {
  expect(simStanding({}, NOW)).toEqual({ kind: 'unknown' })
})
