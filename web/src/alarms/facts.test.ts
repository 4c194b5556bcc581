import { expect, test } from 'vitest'
import type { Alarm } from '../api-types.ts'
import { formatsFor } from '../language/formats.ts'
import { factsOf } from './facts.ts'

const speech = {
  text: (key: string, params: object = {}) =>
    [key.replace('console.alarms.fact.', ''), ...Object.values(params)].join(' '),
  format: formatsFor('en', () => 0, 'UTC'),
  has: () => false,
}
const facts = (rule: string, details: Record<string, string>, currency?: string) =>
  factsOf(
    {
      ...({ id: '', accountId: '', class: '', state: 'open', openedAt: '', late: false } as const),
      rule,
      details: Object.entries(details).map(([name, value]) => ({ name, value })),
      ...(currency === undefined ? {} : { currency }),
    } satisfies Alarm,
    speech,
  ).map((fact) => fact.replaceAll(/\s/g, ' '))

test.each([
  ['zone-left', { value: '1500' }, 'zone 1.5 km'],
  ['battery', { value: '17.6' }, '18%'],
  ['balance', { value: '1250' }, 'balance SEK 12.50'],
  ['validity', { value: '2027-01-25T18:41:32Z' }, 'validity January 25, 2027'],
  ['sim-swapped', { from: '8946', to: '8947' }, 'swapped 8946 8947'],
  ['disagreement', { why: 'x', reported: '450', least: '120', most: '120' }, 'disagreement SEK 4.50 SEK 1.20'],
  [
    'disagreement',
    { reported: '2027-01-25T00:00:00Z', least: '2028-01-25T00:00:00Z', most: '2028-01-25T09:00:00Z' },
    'disagreement January 25, 2027 January 25, 2028',
  ],
  ['a rule of tomorrow', { depth: '3' }, 'depth: 3'],
])('%s of %j is said as "%s"', (rule, details, said) => {
  expect(facts(rule, details, 'SEK')).toEqual([said])
})

test('what is missing is left out, and an amount without a currency told as it is', () => {
  for (const rule of ['zone-left', 'movement', 'battery', 'balance', 'validity', 'no-contact'])
    expect(facts(rule, {})).toEqual([])
  expect(facts('balance', { value: '1250' })).toEqual(['balance 1250'])
})
