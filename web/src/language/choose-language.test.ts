import { expect, test } from 'vitest'
import { firstLanguage, type Keep, regionalVariety, storeLanguage } from './choose-language.ts'

const LANGUAGES = ['de', 'en', 'sv']

function keepIn(store: Map<string, string>): Keep {
  return () => ({ getItem: (key) => store.get(key) ?? null, setItem: (key, value) => void store.set(key, value) })
}
const refusing: Keep = () => {
  throw new DOMException('blocked', 'SecurityError')
}

test('the first of the wishes that there is a file for is spoken', () => {
  expect(firstLanguage(LANGUAGES, ['fr', 'sv-FI', 'de'], keepIn(new Map()))).toBe('sv')
  expect(firstLanguage(LANGUAGES, ['svx', 'fr'], keepIn(new Map()))).toBe('en')
})

test('a stored choice goes before the wishes', () => {
  const keep = keepIn(new Map())
  storeLanguage('de', keep)
  expect(firstLanguage(LANGUAGES, ['sv'], keep)).toBe('de')
})

test('a stored choice whose file is gone is passed over', () => {
  const keep = keepIn(new Map())
  storeLanguage('tlh', keep)
  expect(firstLanguage(LANGUAGES, ['sv'], keep)).toBe('sv')
})

test('a browser that blocks storage still gets its language', () => {
  storeLanguage('de', refusing)
  expect(firstLanguage(LANGUAGES, ['sv'], refusing)).toBe('sv')
})

test("dates follow the browser's variety of the language that was chosen", () => {
  expect(regionalVariety('en', ['sv', 'en-GB'])).toBe('en-GB')
  expect(regionalVariety('de', ['sv', 'en-GB'])).toBe('de')
})
