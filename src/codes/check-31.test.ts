import { expect, test } from 'vitest'
import { below, seededRandom } from '../std/random.ts'
import { ALPHABET_31, check31, check31Fits } from './check-31.ts'

const random = seededRandom(31)
const codes = Array.from({ length: 50 }, () => {
  let symbols = ''
  for (let at = 0; at < 13; at++) symbols += ALPHABET_31[below(random, 31)]
  return symbols + check31(symbols)
})

test('the alphabet has 31 symbols, a prime number, none of which is read as another', () => {
  expect(new Set(ALPHABET_31).size).toBe(31)
  expect(ALPHABET_31).not.toMatch(/[01IOU]/)
})

test('every single wrong symbol is caught', () => {
  for (const code of codes) {
    expect(check31Fits(code)).toBe(true)
    for (let at = 0; at < code.length; at++) {
      for (const other of ALPHABET_31) {
        if (other !== code[at]) expect(check31Fits(code.slice(0, at) + other + code.slice(at + 1))).toBe(false)
      }
    }
  }
})

test('every exchange of two different symbols is caught, adjacent or not', () => {
  for (const code of codes) {
    for (let a = 0; a < code.length; a++) {
      for (let b = a + 1; b < code.length; b++) {
        if (code[a] === code[b]) continue
        const swapped = [...code]
        swapped[a] = code[b]!
        swapped[b] = code[a]!
        expect(check31Fits(swapped.join(''))).toBe(false)
      }
    }
  }
})
