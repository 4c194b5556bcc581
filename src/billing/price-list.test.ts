import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PRICE_LIST, priceOf } from './price-list.ts'

const points = (count: number) => ({ kind: 'points', points: count }) as const

test('a first order costs the full price, an upgrade the difference', () => {
  expect(priceOf(PRICE_LIST, points(1), 0)).toBe(PRICE_LIST.firstPoint_minor)
  expect(priceOf(PRICE_LIST, points(5), 0)).toBe(PRICE_LIST.firstPoint_minor + 4 * PRICE_LIST.furtherPoint_minor)
  expect(priceOf(PRICE_LIST, points(5), 1)).toBe(4 * PRICE_LIST.furtherPoint_minor)
  expect(priceOf(PRICE_LIST, { kind: 'e' }, 31)).toBe(PRICE_LIST.e_minor)
})

test('any number of steps to the same amount comes to the same money', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 254 }), { minLength: 1 }), (amounts) => {
      const steps = amounts.toSorted((a, b) => a - b)
      const paid = steps.map((amount, at) => priceOf(PRICE_LIST, points(amount), steps[at - 1] ?? 0))
      expect(paid.reduce((sum, one) => sum + one, 0)).toBe(priceOf(PRICE_LIST, points(steps.at(-1) ?? 0), 0))
      expect(paid.every((one) => one > 0)).toBe(true)
    }),
  )
})

test('what is held already has no price', () => {
  expect(() => priceOf(PRICE_LIST, points(3), 3)).toThrow(RangeError)
  expect(() => priceOf(PRICE_LIST, points(255), 0)).toThrow(RangeError)
})
