import { expect, test } from 'vitest'
import { paperFits, statementIn } from './statement.ts'

const STATEMENT = {
  redemption: 'r',
  family: 'sim-activation',
  redeemedAt: '2027-01-01T00:00:00Z',
  appliedAt: '2027-01-02T00:00:00Z',
  effect: { type: 'sim-extend' },
}

test('a statement is read out of the body, and what is none is none', () => {
  expect(statementIn(JSON.stringify(STATEMENT))).toEqual(STATEMENT)
  for (const body of ['', 'null', '[]', '{}', JSON.stringify({ ...STATEMENT, effect: undefined })])
    expect(statementIn(body)).toBeNull()
})

test('a paper fits its receipt, another does not, and no paper says nothing', () => {
  expect([paperFits('abc', 'abc'), paperFits('abd', 'abc'), paperFits(undefined, 'abc')]).toEqual([true, false, null])
})
