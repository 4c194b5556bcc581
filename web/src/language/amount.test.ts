import fc from 'fast-check'
import { expect, test } from 'vitest'
import { amountNotation, currencyName, currencySign } from './amount.ts'
import { formatsFor } from './formats.ts'

test.each([
  ['sv', 'SEK', '20', 2_000],
  ['sv', 'SEK', '20,5', 2_050],
  ['sv', 'SEK', '20.50', 2_050],
  ['sv', 'SEK', '1 250,50', 125_050],
  ['de', 'EUR', '1.250,50', 125_050],
  ['de', 'EUR', '1.250', 125_000],
  ['de', 'EUR', '12.5', 1_250],
  ['en', 'EUR', '1,250.50', 125_050],
  ['en', 'EUR', '12,50', 1_250],
  ['en', 'JPY', '1,250', 1_250],
  ['en', undefined, '0.05', 5],
])('in %s of %s, "%s" is %d minor units', (language, currency, typed, minor) => {
  expect(amountNotation(language, currency).read(typed)).toBe(minor)
})

test.each([
  '',
  'abc',
  '-5',
  '1.2.3',
  '1,23,45',
  '12.345,6,7',
  '20,555',
  '1e3',
  '٣',
  '0x10',
  ',5',
  '5,',
  '9'.repeat(40),
])('"%s" is no amount', (typed) => {
  expect(amountNotation('sv', 'SEK').read(typed)).toBeNaN()
})

test('what is written is read again as it was, in every language and currency', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('sv', 'de', 'en', 'fr', 'de-CH'),
      fc.constantFrom('SEK', 'EUR', 'JPY', undefined),
      fc.nat(1_000_000),
      (language, currency, minor) => {
        const { write, read } = amountNotation(language, currency)
        expect(read(write(minor))).toBe(minor)
      },
    ),
  )
})

test('a currency is named beside a field as it is beside an amount', () => {
  expect([currencySign('sv', 'SEK'), currencySign('de', 'EUR'), currencySign('en', 'no')]).toEqual(['kr', '€', 'no'])
  for (const language of ['sv', 'de', 'en', 'en-GB'])
    for (const currency of ['SEK', 'NOK', 'DKK', 'EUR', 'CHF'])
      expect(formatsFor(language, () => 0).money(100, currency)).toContain(currencySign(language, currency))
})

test('and in a list of currencies by its name too: there are several crowns', () => {
  expect(currencyName('sv', 'SEK')).toBe('svensk krona (kr)')
  expect(currencyName('de', 'NOK')).toBe('Norwegische Krone (NOK)')
  expect(currencyName('en', 'no')).toBe('no')
})
