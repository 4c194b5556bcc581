import fc from 'fast-check'
import { expect, test } from 'vitest'
import { check31 } from './check-31.ts'
import { MINTED } from './families/index.ts'
import { simActivation } from './families/sim-activation.ts'
import { subscription } from './families/subscription.ts'
import { readTyped } from './read-typed.ts'

const symbols = '7KQ2M9XW4HTPB'
const code = symbols + check31(symbols)
const read = (text: string) => readTyped(text, simActivation, MINTED)

test.each([
  code,
  simActivation.show(code),
  ` ${code} `,
  code.split('').join(' '),
  code.toLowerCase(),
  code.replace(/(.{5})/g, '$1–'),
  `\u200b${code}\u00a0`,
])('a SIM code is read however it is written: %j', (text) => {
  expect(read(text)).toMatchObject({ fits: true, candidates: [{ family: simActivation, canonical: code }] })
})

test.each([
  ['one character too few', code.slice(1), 'malformed-length'],
  ['one too many', `${code}7`, 'malformed-length'],
  ['nothing', '', 'malformed-length'],
  ['only spaces', '   ', 'malformed-length'],
  ['a letter that is in no code', `O${code.slice(1)}`, 'malformed-character'],
  ['an emoji', `🐕${code.slice(2)}`, 'malformed-character'],
  ['two characters exchanged', code[1]! + code[0]! + code.slice(2), 'malformed-check'],
])('%s is told apart: %s', (_, text, problem) => {
  expect(read(text)).toMatchObject({ fits: false, problem })
})

test('the place of a wrong character is told, counted from 1', () => {
  expect(read(`${code.slice(0, 4)}O${code.slice(5)}`)).toMatchObject({ problem: 'malformed-character', position: 5 })
})

test('a registration code entered at a SIM stays a candidate, so that it can be told apart from a typo', () => {
  expect(read('AbCdEfGh')).toMatchObject({
    fits: true,
    candidates: [{ family: { name: 'registration' }, canonical: 'AbCdEfGh' }],
  })
})

test('a subscription code has its O and 1 corrected and its small letters raised, and the person is told', () => {
  expect(subscription.shape('o1abc23')).toEqual({
    fits: true,
    canonical: '0IABC23',
    notices: ['ambiguous-character', 'raised-to-capitals'],
  })
})

test('whatever is typed gets an answer, and what fits is what would be hashed', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), (text) => {
      const typed = read(text)
      if (typed.fits)
        for (const { family, canonical } of typed.candidates)
          expect([...canonical].every((c) => family.alphabet.includes(c))).toBe(true)
      else expect(typed.problem).toMatch(/^malformed-/)
    }),
    { numRuns: 500 },
  )
})
