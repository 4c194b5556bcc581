import { expect, test } from 'vitest'
import { ANSWERS_PER_HOUR, repeated, SAME_REFUSALS_PER_HOUR, tooMany, unanswerable } from './guard.ts'

const OWN = new Set(['+436649477338'])

test.each([
  '',
  'WinCarat',
  '82555',
  '+82555',
  '06641234567',
  '+0123456789',
  '+43664123456789012',
  '+4366412345 6',
  'anonymous',
  '+４３664123456',
  '\0',
])('%j is no phone, and gets no answer', (from) => {
  expect(unanswerable(from, OWN)).toBe('no-number')
})

test('a number of ours gets no answer, any other phone may', () => {
  expect(unanswerable('+436649477338', OWN)).toBe('own-number')
  expect(unanswerable('+436641234567', OWN)).toBeNull()
})

test('answers in an hour are bounded, more tightly for numbers that nobody knows', () => {
  expect(tooMany(ANSWERS_PER_HOUR.unknown - 1, false)).toBeNull()
  expect(tooMany(ANSWERS_PER_HOUR.unknown, false)).toBe('too-many')
  expect(tooMany(ANSWERS_PER_HOUR.unknown, true)).toBeNull()
  expect(tooMany(ANSWERS_PER_HOUR.registered, true)).toBe('too-many')
})

test('the same refusal is told a few times and not for ever; another one is another matter', () => {
  const before = Array.from({ length: SAME_REFUSALS_PER_HOUR }, () => 'no')
  expect(repeated('no', before)).toBe('repeated')
  expect(repeated('no', before.slice(1))).toBeNull()
  expect(repeated('not that either', before)).toBeNull()
})
