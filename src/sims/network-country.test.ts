import { expect, test } from 'vitest'
import { countriesOf, PRESENT_MS, presentCountries } from './network-country.ts'

test.each([
  [240, ['SE']],
  [242, ['NO']],
  [244, ['FI']],
  [238, ['DK']],
  [262, ['DE']],
  [232, ['AT']],
  [228, ['CH']],
  [208, ['FR']],
  [235, ['GB']],
  [260, ['PL']],
  [248, ['EE']],
  [222, ['IT']],
  [214, ['ES']],
  [302, ['CA']],
  [440, ['JP']],
  [255, ['UA']],
])('a network of %d is in %j', (mcc, countries) => {
  expect(countriesOf(mcc)).toEqual(countries)
})

test('where several territories share a code, each may be meant', () => {
  expect(countriesOf(234)).toEqual(expect.arrayContaining(['GB', 'GG', 'JE', 'IM']))
  expect(countriesOf(310)?.[0]).toBe('US')
})

test.each([0, 1, 289, 901, 902, 991, 999])('a network of %d is in no country that is known', (mcc) => {
  expect(countriesOf(mcc)).toBeNull()
})

test('every country of the table is one of ISO 3166-1, and of those with a network few are missing', () => {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
  const all = new Set(Array.from({ length: 1_000 }, (_, mcc) => countriesOf(mcc) ?? []).flat())
  expect([...all].filter((country) => names.of(country) === undefined)).toEqual([])
  expect(all.size).toBeGreaterThan(225)
})

test('what a device told a day ago is where it is; what it told before that is not', () => {
  expect(presentCountries({ mcc: 242, at: 0 }, PRESENT_MS)).toEqual(['NO'])
  expect(presentCountries({ mcc: 242, at: 0 }, PRESENT_MS + 1)).toBeNull()
  expect(presentCountries({ mcc: null, at: null }, 0)).toBeNull()
  expect(presentCountries({ mcc: 901, at: 0 }, 0)).toBeNull()
})
