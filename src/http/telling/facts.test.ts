import { expect, test } from 'vitest'
import { factsOf } from './facts.ts'

test.each([
  ['a balance of a SIM', { balance: { on: true, minor: 20_000 } }, 'SEK', 'balance: 200 SEK, on'],
  ['one with öre', { balance: { on: true, minor: 2_550 } }, 'SEK', 'balance: 25.50 SEK, on'],
  ['one in yen', { balance: { minor: 2_550, on: false } }, 'JPY', 'balance: 2550 JPY, off'],
  ['one whose currency is not known', { balance: { on: true, minor: 20_000 } }, null, 'balance: 200, on'],
  [
    'what is only switched off',
    { movement: { on: false }, battery: { percent: 10 } },
    null,
    'movement: off; battery: 10 %',
  ],
  ['parts within parts', { a: { b: { c: 1 }, list: [1, { d: null }] } }, null, 'a: b c 1, list 1, d null'],
  [
    'what has no parts',
    { since: 0, count: 3, reason: 'lost' },
    null,
    'since: 1970-01-01T00:00:00.000Z; count: 3; reason: lost',
  ],
])('%s is told in words, and no part as an object', (_, details, currency, told) => {
  expect(
    factsOf(details, currency)
      .map(({ name, value }) => `${name}: ${value}`)
      .join('; '),
  ).toBe(told)
})
