import { expect, test } from 'vitest'
import { codePrice, pricesIn } from './prices.ts'
import { readVatId, vatOf } from './vat.ts'
import { standardRate, VAT_RATES } from './vat-rates.ts'

const DAY = '2026-11-26'
const person = (country: string) => ({ country, company: false, vatId: null })
const company = (country: string, vatId: string | null) => ({ country, company: true, vatId })

test('at home everybody pays the seller’s rate, with or without a VAT id', () => {
  expect(vatOf('SE', person('SE'), DAY)).toEqual({ category: 'S', rate: 2_500 })
  expect(vatOf('SE', company('SE', 'SE556000000001'), DAY)).toEqual({ category: 'S', rate: 2_500 })
})

test('a company of another member state with a VAT id owes it itself', () => {
  expect(vatOf('SE', company('DE', 'DE123456789'), DAY)).toEqual({ category: 'AE', rate: 0 })
  expect(vatOf('SE', company('GR', 'EL123456789'), DAY)).toEqual({ category: 'AE', rate: 0 })
})

test('without a VAT id of its own country it pays that country’s rate, as a person does', () => {
  expect(vatOf('SE', person('FI'), DAY)).toEqual({ category: 'S', rate: 2_550 })
  expect(vatOf('SE', company('DE', null), DAY)).toEqual({ category: 'S', rate: 1_900 })
  expect(vatOf('SE', company('DE', 'SE556000000001'), DAY)).toEqual({ category: 'S', rate: 1_900 })
  expect(vatOf('SE', { ...person('DE'), vatId: 'DE123456789' }, DAY)).toEqual({ category: 'S', rate: 1_900 })
})

test('outside the Union there is none', () => {
  for (const country of ['NO', 'CH', 'US', '__proto__'])
    expect(vatOf('SE', person(country), DAY)).toEqual({ category: 'O', rate: 0 })
})

test('a rate is that of its day', () => {
  expect([standardRate('EE', '2025-06-30'), standardRate('EE', '2025-07-01')]).toEqual([2_200, 2_400])
  expect([standardRate('RO', '2025-07-31'), standardRate('RO', '2025-08-01')]).toEqual([1_900, 2_100])
  expect(() => standardRate('DE', '1999-12-31')).toThrow(RangeError)
  expect(Object.keys(VAT_RATES)).toHaveLength(27)
  for (const rates of Object.values(VAT_RATES))
    expect(rates.map(([since]) => since).toSorted()).toEqual(rates.map(([since]) => since))
})

test.each([
  ['de 123 456 789', 'DE', 'DE123456789'],
  ['SE556000-0000 01', 'SE', 'SE556000000001'],
  ['ATU12345678', 'AT', 'ATU12345678'],
  ['EL123456789', 'GR', 'EL123456789'],
  ['GR123456789', 'GR', null],
  ['123456789', 'DE', null],
  ['DE1234567890', 'DE', null],
  ['DE123456789', 'AT', null],
  ['NO123456789MVA', 'NO', null],
  ['', '__proto__', null],
])('a VAT id: %s of %s', (text, country, read) => {
  expect(readVatId(text, country)).toBe(read)
})

test('prices are a country’s own, or in euro; codes are priced by what they are worth', () => {
  expect([pricesIn('SE').currency, pricesIn('DE').currency, pricesIn('constructor').currency]).toEqual([
    'SEK',
    'EUR',
    'EUR',
  ])
  expect(codePrice({ type: 'subscription', period: 'P2Y' }, 'SE')).toEqual({ unitMinor: 79_800, currency: 'SEK' })
  expect(codePrice({ type: 'sim-extend', period: 'P6M' }, 'DE')).toEqual({ unitMinor: 950, currency: 'EUR' })
  expect(codePrice({ type: 'sms-credits', credits: 100 }, 'DE')).toEqual({ unitMinor: 1_000, currency: 'EUR' })
  expect(codePrice({ type: 'sim-top-up', amountMinor: 5_000, currency: 'EUR' }, 'SE')).toEqual({
    unitMinor: 5_000,
    currency: 'EUR',
  })
  expect(codePrice({ type: 'licence-extend', period: 'P10D' }, 'SE')).toBe(null)
})
