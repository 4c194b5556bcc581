import { expect, test } from 'vitest'
import { hasType, heldText, readLicenceNumber } from './licence-type.ts'

test('fewer points are held with more, and E by itself', () => {
  const held = { points: 5, e: false }
  expect(['1P', '5P', '7P', 'E'].map((type) => hasType(held, type))).toEqual([true, true, false, false])
  expect(hasType({ points: 0, e: true }, 'E')).toBe(true)
})

test('what is held is said as licences are written', () => {
  expect(heldText({ points: 31, e: true })).toBe('31P + E')
  expect(heldText({ points: 0, e: true })).toBe('E')
  expect(heldText({ points: 0, e: false })).toBeNull()
})

test('a licence number has 16 hexadecimal characters, and user information', () => {
  expect(readLicenceNumber(' 12345678-90abcdef ')).toBe('1234567890ABCDEF')
  expect(readLicenceNumber('1234567800000000')).toBeNull()
  expect(readLicenceNumber('1234567890ABCDEG')).toBeNull()
})
