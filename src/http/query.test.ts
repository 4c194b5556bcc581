import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cursorOf, instantAt, knownId } from './query.ts'

const ID = '01a20320-a200-75db-a516-7810896378e0'

test('an id of ours passes, and no other text reaches the ledger', () => {
  expect(knownId(ID)).toBe(ID)
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(() => knownId(text)).toThrow('not-found')
    }),
  )
  for (const text of [ID.toUpperCase(), `${ID}\u0000`, ` ${ID}`]) expect(() => knownId(text)).toThrow('not-found')
})

test('a cursor is an id, or absent', () => {
  expect(cursorOf({})).toBeUndefined()
  expect(cursorOf({ cursor: ID })).toBe(ID)
  expect(() => cursorOf({ cursor: '' })).toThrow('invalid-request')
})

test('an instant has an offset and lies between 2000 and 2200', () => {
  expect(instantAt('/x', '2027-03-01T12:00:00+02:00')).toBe(Date.UTC(2027, 2, 1, 10))
  for (const text of ['2027-03-01', '2027-03-01T12:00:00', 'now', '1999-01-01T00:00:00Z', '']) {
    expect(() => instantAt('/x', text)).toThrow('invalid-request')
  }
})
