import { expect, test } from 'vitest'
import { ROUNDS, rounds } from './rounds.ts'

test('sides take turns, change places every round, and the first round does not count', async () => {
  const order: string[] = []
  const side = (name: string) => async () => {
    order.push(name)
    return order.length <= 2 ? 1_000_000 : order.length
  }
  const medians = await rounds({ a: side('a'), b: side('b') })
  expect(order.slice(0, 6)).toEqual(['a', 'b', 'b', 'a', 'a', 'b'])
  expect(order).toHaveLength(2 * (ROUNDS + 1))
  // Rounds 1 to 9 take places 3 to 20: a comes fourth, fifth, eighth, ninth, ...
  expect(medians).toEqual({ a: 12, b: 11 })
})
