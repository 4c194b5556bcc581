import fc from 'fast-check'
import { expect, test } from 'vitest'
import { check31 } from './check-31.ts'
import { FAMILIES } from './families/index.ts'
import { simActivation } from './families/sim-activation.ts'
import { smsCredits } from './families/sms-credits.ts'
import { identify, namesOrder } from './identify.ts'

const SIM = `7KQ2M9XW4HTPB${check31('7KQ2M9XW4HTPB')}`
const CREDITS = `7KQ2M9XW4HTP${check31('7KQ2M9XW4HTP')}`
const fits = (text: string) =>
  identify(text).flatMap(({ family, canonical }) => (canonical === null ? [] : [family.name]))

test.each([
  ['the whole verification SMS', 'Tracker-säkerhetskod 123456 ABcDefGHI1R', ['verification']],
  ['the SMS with other words around it', 'Hej! Tracker-säkerhetskod 123456 ABcDefGHI1R tack', ['verification']],
  ['six digits', '123456', ['verification']],
  ['a licence code with spaces', 'AbCd EfGh', ['registration', 'licence']],
  ['a licence code of twelve', 'AbCdEfGhIjKl', ['registration', 'licence']],
  ['a subscription code of seven with an O in it', 'ABO2345', ['subscription']],
  ['a subscription code of ten', 'ABC2345XYZ', ['subscription']],
  ['a licence number', '1234567890ABCDEF', ['licence-number', 'unlock']],
  ['an unlock code with dashes', '3546-7F7E-DB74-3B66', ['unlock']],
  ['a SIM code in groups', simActivation.show(SIM), ['sim-activation']],
  ['a credits code in small letters', CREDITS.toLowerCase(), ['sms-credits']],
  [
    'an e-mail around a SIM code',
    `Hello Astrid,\nthank you for your order. Your code is ${simActivation.show(SIM)}. Kind regards`,
    ['sim-activation'],
  ],
  [
    'an e-mail with a code in spaced groups',
    `Your code: ${smsCredits.show(CREDITS).replaceAll('-', ' ')}, valid today`,
    ['sms-credits'],
  ],
  ['an e-mail around an unlock code', 'OK: Ihr Freischalt-Code lautet "3546-7F7E-DB74-3B66"', ['unlock']],
  ['an e-mail around a licence code', 'Din licenskod är AbCdEfGh, spara den', ['registration', 'licence']],
])('%s is recognised', (_, text, families) => {
  expect(fits(text)).toEqual(families)
})

test.each([
  ['nothing', ''],
  ['white space', ' \n\t'],
  ['an emoji', '🐕'],
  ['a sentence without any code', 'Please activate the collar tomorrow afternoon because hunting begins'],
  ['ten megabytes', 'x'.repeat(10_000_000)],
  ['NUL bytes', '\0'.repeat(20)],
])('%s is no code, and that is the answer', (_, text) => {
  expect(fits(text)).toEqual([])
})

const GREETINGS = [
  'hello',
  'Hello',
  'HELLO',
  'HELLO!',
  'Hello?',
  'HALLÅ',
  'DANKE',
  'PLEASE',
  'KOPPEL.',
  'HELLO FRIEND',
  'hej du',
]
test.each([...GREETINGS, 'B-14325327', 'b-14325327'].map((text) => [text]))('"%s" is nearly no code', (text) => {
  expect(identify(text)).toEqual([])
})

test('what begins like a code keeps its family with characters missing, in small letters too where a digit shows it', () => {
  for (const text of ['ABC234', 'abc234', 'ABCDEF'])
    expect(identify(text).map(({ family }) => family.name)).toContain('subscription')
  expect(identify(SIM.slice(2).toLowerCase()).map(({ family }) => family.name)).toContain('sim-activation')
})

test('no code is ever taken for a word, whatever it spells, and a beginning of one that holds a digit neither', () => {
  const spoken = { subscription: ['KAMERAN', 'BELAMURINA'], registration: ['HANAMIRA', 'hanamira', 'HANAMIRAHANA'] }
  for (const [family, codes] of Object.entries(spoken))
    for (const code of codes) for (const text of [code, ` ${code}\n`]) expect(fits(text)).toContain(family)
  const minted = FAMILIES.flatMap((family) => (family.compose ? [{ family, compose: family.compose }] : []))
  fc.assert(
    fc.property(fc.constantFrom(...minted), fc.infiniteStream(fc.nat()), ({ family, compose }, numbers) => {
      const drawn = [...numbers.take(compose.symbols)].map((n) => family.alphabet[n % family.alphabet.length])
      const code = compose.of(drawn.join(''))
      expect(fits(code)).toContain(family.name)
      const begun = code.slice(0, -1)
      if (/[0-9]/.test(begun)) expect(identify(begun)).not.toEqual([])
    }),
  )
})

test('an order number is known by its form, alone or in a sentence', () => {
  for (const text of ['B-14325327', 'My order is b-14325327.', 'Bestellnummer "B-14325327"', 'B–14325327'])
    expect(namesOrder(text)).toBe(true)
  for (const text of ['B-1432532', 'B-143253271', 'AB-14325327', 'B14325327', '3546-7F7E-DB74-3B66'])
    expect(namesOrder(text)).toBe(false)
})

test('a digit in a licence code is told as such', () => {
  const problems = identify('AbCd3fGh').find(({ family }) => family.name === 'licence')?.problems
  expect(problems).toEqual([{ name: 'malformed-digit', position: 5 }])
})

test('a typing mistake in a SIM code is told apart from another length', () => {
  const [wrong] = identify(SIM.slice(1, 2) + SIM.slice(0, 1) + SIM.slice(2))
  expect(wrong).toMatchObject({ family: { name: 'sim-activation' }, problems: [{ name: 'malformed-check' }] })
  expect(identify(SIM.slice(2)).find(({ family }) => family.name === 'sim-activation')?.problems).toEqual([
    { name: 'malformed-length' },
  ])
})

test('a corrected character is told, and a licence number without user information too', () => {
  expect(identify('ABO2345')[0]?.notices).toEqual(['ambiguous-character'])
  expect(identify('1234567800000000')[0]).toMatchObject({
    family: { name: 'licence-number' },
    notices: ['no-user-information'],
  })
})

test('what may be thrown away is told by the family', () => {
  const keep = Object.fromEntries(FAMILIES.map((family) => [family.name, family.keep]))
  expect(keep).toEqual({
    verification: 'until-applied',
    licence: 'always',
    registration: 'until-applied',
    'sim-activation': 'until-applied',
    subscription: 'until-applied',
    'sms-credits': 'until-applied',
    'licence-number': 'always',
    unlock: 'no',
  })
})

test('every family says yes to what it composes, and shows it so that it is read again', () => {
  for (const family of FAMILIES) {
    if (!family.compose) continue
    const symbols = [...family.alphabet].slice(0, family.compose.symbols).join('')
    const code = family.compose.of(symbols)
    expect(family.shape(code)).toMatchObject({ fits: true, canonical: code })
    expect(fits(family.show(code))).toContain(family.name)
  }
})

test('whatever is pasted, the answer is bounded, of known families, and comes', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 3_000 }), fc.lorem({ maxCount: 50 })), (text) => {
      const candidates = identify(text)
      expect(candidates.length).toBeLessThanOrEqual(8)
      for (const { canonical, problems } of candidates) expect((canonical === null) === problems.length > 0).toBe(true)
    }),
    { numRuns: 300 },
  )
})
