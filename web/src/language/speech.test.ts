import { expect, test } from 'vitest'
import { formatsFor } from './formats.ts'
import { speechOf } from './speech.ts'

const messages = { days: '{days, plural, one {# dag} other {# dagar}}', broken: 'a {', hello: 'Hej {name}' }
const { text, has } = speechOf(
  'sv',
  messages,
  formatsFor('sv', () => 0),
)

test('a message is filled in by the rules of its language', () => {
  expect(text('days', { days: 1 })).toBe('1 dag')
  expect(text('days', { days: 2 })).toBe('2 dagar')
})

test('an unknown key, a broken message and a missing parameter show the key instead of taking the page down', () => {
  expect(text('nothing')).toBe('nothing')
  expect(text('constructor')).toBe('constructor')
  expect(text('broken')).toBe('broken')
  expect(text('hello')).toBe('hello')
  expect([has('hello'), has('nothing'), has('constructor')]).toEqual([true, false, false])
})
