import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromSeptets, splitSms, toSeptets } from './gsm-text.ts'

const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
const EXTENDED = '\f^{}\\[~]|€'
const gsm7 = fc.array(fc.constantFrom(...BASIC, ...EXTENDED), { maxLength: 1_000 }).map((some) => some.join(''))
const anything = fc.string({ unit: 'grapheme', maxLength: 1_000 })

/** Units that a part fills: septets, or UCS-2 characters. */
const filled = (alphabet: string, part: string) => (alphabet === 'gsm7' ? toSeptets(part)?.length : part.length) ?? 0

test('the default alphabet has 127 characters and ten more behind an escape; anything else is not in it', () => {
  expect([...BASIC].map((character) => toSeptets(character)?.length)).toEqual(Array(127).fill(1))
  expect([...EXTENDED].map((character) => toSeptets(character)?.length)).toEqual(Array(10).fill(2))
  for (const character of ['ç', '`', '\t', '–', '😀', '\u001b', '\0']) expect(toSeptets(character)).toBeNull()
  expect(toSeptets('A€')).toEqual([0x41, 0x1b, 0x65])
})

test('what goes in comes out', () => {
  const check = (text: string): void => {
    expect(fromSeptets(toSeptets(text) ?? [])).toBe(text)
  }
  fc.assert(fc.property(gsm7, check))
})

test('an escape that leads nowhere is shown as TS 23.038 has it', () => {
  expect(fromSeptets([0x1b, 0x41])).toBe('A')
  expect(fromSeptets([0x1b, 0x1b, 0x41])).toBe(' A')
  expect(fromSeptets([0x41, 0x1b])).toBe('A ')
})

test('parts joined are the text; none is too long, none ends within a character, and each but the last is as full as can be', () => {
  const check = (text: string, bits: 8 | 16) => {
    const { alphabet, parts } = splitSms(text, bits)
    expect(parts.join('')).toBe(text.toWellFormed())
    const room = { gsm7: { 8: 153, 16: 152 }, ucs2: { 8: 67, 16: 66 } }[alphabet][bits]
    const alone = alphabet === 'gsm7' ? 160 : 70
    for (const [at, part] of parts.entries()) {
      expect(part.isWellFormed()).toBe(true)
      expect(filled(alphabet, part)).toBeLessThanOrEqual(parts.length === 1 ? alone : room)
      if (at < parts.length - 1) expect(filled(alphabet, part)).toBeGreaterThanOrEqual(room - 1)
    }
  }
  fc.assert(fc.property(fc.oneof(gsm7, anything), fc.constantFrom<(8 | 16)[]>(8, 16), check))
})

test('160 septets are one message and 161 are two; 70 characters of UCS-2 are one and 71 are two', () => {
  expect(splitSms('a'.repeat(160)).parts).toHaveLength(1)
  expect(splitSms('a'.repeat(161)).parts.map((part) => part.length)).toEqual([153, 8])
  expect(splitSms('€'.repeat(80)).parts).toHaveLength(1)
  expect(splitSms(`${'a'.repeat(152)}€${'b'.repeat(10)}`).parts[0]).toBe('a'.repeat(152))
  expect(splitSms('–'.repeat(70)).parts).toHaveLength(1)
  expect(splitSms(`${'–'.repeat(66)}😀😀😀`).parts.map((part) => part.length)).toEqual([66, 6])
})

test('a text of more parts than a header can count is refused', () => {
  expect(splitSms('a'.repeat(255 * 153)).parts).toHaveLength(255)
  expect(() => splitSms('a'.repeat(255 * 153 + 1))).toThrow(RangeError)
})
