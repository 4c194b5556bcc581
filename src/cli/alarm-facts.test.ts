import { expect, test } from 'vitest'
import { alarmFacts } from './alarm-facts.ts'

const factsOf = (rule: string, details: Record<string, string>, currency?: string) =>
  alarmFacts({
    rule: rule as Parameters<typeof alarmFacts>[0]['rule'],
    ...(currency === undefined ? {} : { currency }),
    details: Object.entries(details).map(([name, value]) => ({ name, value })),
  })

test('a balance is told in its currency, a distance in metres, a battery in per cent', () => {
  expect(factsOf('balance', { value: '12486' }, 'SEK')).toEqual(['124.86 SEK'])
  expect(factsOf('zone-left', { value: '30' })).toEqual(['30 m'])
  expect(factsOf('battery', { value: '18' })).toEqual(['18 %'])
})

test('sums that disagree are amounts, dates and words beside them are not', () => {
  const details = { why: 'more-than-the-ledger', reported: '45000', least: '12199' }
  expect(factsOf('disagreement', details, 'EUR')).toEqual([
    'why=more-than-the-ledger',
    'reported=450.00 EUR',
    'least=121.99 EUR',
  ])
  const until = '2027-01-25T18:41:32.000Z'
  expect(factsOf('disagreement', { reported: until }, 'EUR')).toEqual([`reported=${until}`])
  expect(factsOf('validity', { value: until })).toEqual([until])
})

test('an amount whose currency is not known stays as it is', () => {
  expect(factsOf('balance', { value: '12486' })).toEqual(['12486'])
})
