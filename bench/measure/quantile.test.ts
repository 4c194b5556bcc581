import { expect, test } from 'vitest'
import { median, quantile } from './quantile.ts'

test('the median of an odd number of values is the middle one, whatever their order', () => {
  expect(median([100, 9, 10])).toBe(10)
})

test('a quantile is always a value that was measured', () => {
  const hundred = Array.from({ length: 100 }, (_, at) => 100 - at)
  expect(quantile(hundred, 0.99)).toBe(99)
  expect(quantile(hundred, 1)).toBe(100)
  expect(quantile([1, 2], 0.5)).toBe(1)
})

test('without values there is no quantile', () => {
  expect(() => median([])).toThrow('nothing was measured')
  expect(() => quantile([1], 0)).toThrow('share')
})
