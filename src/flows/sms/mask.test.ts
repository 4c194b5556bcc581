import { expect, test } from 'vitest'
import { maskedText } from './mask.ts'

test('an unlock code keeps its last group, six digits nothing', () => {
  expect(maskedText('OK: Ihr Freischalt-Code lautet "3546-7F7E-DB74-3B66"')).toBe(
    'OK: Ihr Freischalt-Code lautet "····-····-····-3B66"',
  )
  expect(maskedText('Tracker-säkerhetskod 123456 ABcDefGHI1R')).toBe('Tracker-säkerhetskod ······ ABcDefGHI1R')
})

test('words, order numbers and telephone numbers stay', () => {
  for (const text of ['Falsche Anzahl an Parametern', 'Bestellnummer "2026-0000123"', '+436649477338'])
    expect(maskedText(text)).toBe(text)
})
