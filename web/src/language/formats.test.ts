import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatsFor } from './formats.ts'

const NOON = Date.UTC(2026, 10, 22, 12)
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')
const inLanguage = (language: string) => formatsFor(language, () => NOON, 'Europe/Stockholm')

test('money is told from minor units, with as many as the currency has', () => {
  expect(plain(inLanguage('sv').money(12_500, 'SEK'))).toBe('125,00 kr')
  expect(plain(inLanguage('de').money(12_500, 'EUR'))).toBe('125,00 €')
  expect(plain(inLanguage('en').money(1_250, 'JPY'))).toBe('¥1,250')
  expect(plain(inLanguage('en').money(-1, 'EUR'))).toBe('-€0.01')
})

test('an amount in a currency that nobody knows is shown as it is', () => {
  expect(inLanguage('en').money(500, '')).toBe('500 ')
  expect(inLanguage('en').money(500, 'kronor')).toBe('500 kronor')
})

test('the day is the one where the browser is, not the one in UTC', () => {
  expect(inLanguage('sv').day('2027-03-01T23:30:00Z')).toBe('2 mars 2027')
  expect(inLanguage('de').day('2027-03-01T10:00:00Z')).toBe('1. März 2027')
})

test('a nearby time is told by its distance, a far one by its date', () => {
  const { ago } = inLanguage('en')
  expect(ago(NOON - 20_000)).toBe('now')
  expect(ago(NOON + 20_000)).toBe('now')
  expect(ago(NOON - 5 * 60_000)).toBe('5 minutes ago')
  expect(ago(NOON - 26 * 3_600_000)).toBe('yesterday')
  expect(plain(ago(NOON - 30 * 86_400_000))).toBe('Oct 23, 2026, 2:00 PM')
})

test('a period is told in calendar units', () => {
  expect(inLanguage('sv').period('P1Y')).toBe('1 år')
  expect(inLanguage('de').period('P2Y')).toBe('2 Jahre')
  expect(inLanguage('en').period('P1Y6M')).toBe('1 year, 6 months')
})

test('whatever arrives, formatting answers with a text', () => {
  const { money, day, ago, period, instant, distance } = inLanguage('de')
  fc.assert(
    fc.property(fc.string(), fc.double(), (text, number) => {
      const said = [
        money(number, text),
        day(text),
        day(number),
        ago(text),
        ago(number),
        instant(text),
        distance(number),
      ]
      expect([...said, period(text)].every((each) => typeof each === 'string')).toBe(true)
    }),
    { numRuns: 300 },
  )
})

test('countries have their names, and what is none stays as it is', () => {
  expect(formatsFor('sv', () => 0).country('NO')).toBe('Norge')
  expect(formatsFor('de', () => 0).country('NO')).toBe('Norwegen')
  expect(formatsFor('en', () => 0).country('nowhere')).toBe('nowhere')
})
