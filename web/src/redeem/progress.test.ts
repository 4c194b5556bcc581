import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Redemption, RedemptionState } from '../api-types.ts'
import { isSettled, newer, readRedemption, stepsOf } from './progress.ts'

function redemption(...states: RedemptionState[]): Redemption {
  const history = states.map((state, at) => ({ state, at: `2026-11-22T12:00:0${at}Z` }))
  const effect = { type: 'sim-extend', simKind: 'tele2', iccid: '1', period: 'P1Y' } as const
  return { id: 'r1', state: states.at(-1) ?? 'queued', family: 'sim-activation', effect, history }
}
const shape = (of: Redemption) => stepsOf(of).map(({ state, standing }) => `${state} ${standing}`)

test('a queued code shows the whole road ahead', () => {
  expect(shape(redemption('queued'))).toEqual(['queued now', 'sent ahead', 'applied ahead'])
})

test('an applied code has only a past', () => {
  expect(shape(redemption('queued', 'sent', 'applied'))).toEqual(['queued done', 'sent done', 'applied done'])
})

test('a refusal replaces the end of the road', () => {
  expect(shape(redemption('queued', 'sent', 'refused'))).toEqual(['queued done', 'sent done', 'refused done'])
})

test('news that were overtaken on the way do not set a redemption back', () => {
  const known = redemption('queued', 'sent', 'applied')
  expect(newer(known, redemption('queued', 'sent'))).toBe(known)
  expect(newer(redemption('queued'), known)).toBe(known)
  expect(newer(known, { ...redemption('queued', 'sent', 'applied', 'applied'), id: 'another' })).toBe(known)
})

test('a late result after expiry still counts', () => {
  const late = redemption('queued', 'sent', 'expired', 'applied')
  expect(newer(redemption('queued', 'sent', 'expired'), late)).toBe(late)
  expect(isSettled(late)).toBe(true)
})

test('an event that carries no redemption is ignored, whatever it is', () => {
  expect(readRedemption(JSON.stringify(redemption('queued')))?.id).toBe('r1')
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (data) => {
      expect(readRedemption(data)).toBeNull()
    }),
    { numRuns: 300 },
  )
})
