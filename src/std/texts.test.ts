import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from '@formatjs/icu-messageformat-parser'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { placeholders } from './placeholders.ts'
import { PROBLEMS } from './problems.ts'
import { isForVisitors, loadTexts, type Messages, textsFrom } from './texts.ts'

const DIR = join(import.meta.dirname, '../../texts')
const texts = loadTexts(DIR, { timeZone: 'Europe/Stockholm' })
const read = (dir: string) =>
  new Map(
    readdirSync(dir)
      .filter((name) => name.endsWith('.json'))
      .map((name) => [name.replace('.json', ''), JSON.parse(readFileSync(join(dir, name), 'utf8')) as Messages]),
  )
const files = read(DIR)
const visitors = read(join(DIR, 'visitors'))
const english = files.get('en') ?? {}

test('Swedish, German and English are there, each by its own name', () => {
  expect(texts.languages).toEqual(expect.arrayContaining(['de', 'en', 'sv']))
  expect(texts.languages.map((language) => texts.text(language, 'language.name'))).toEqual(
    expect.arrayContaining(['Deutsch', 'English', 'Svenska']),
  )
})

for (const [language, messages] of files) {
  test(`${language} has exactly the keys of English, none of them empty`, () => {
    expect(Object.keys(messages).sort()).toEqual(Object.keys(english).sort())
    for (const [key, message] of Object.entries(messages)) expect(message.trim(), key).not.toBe('')
  })

  test(`every message in ${language} parses and takes the same parameters in the same way as in English`, () => {
    const shape = (message: string) => Object.fromEntries(placeholders(parse(message, { ignoreTag: true })))
    for (const [key, message] of Object.entries(messages))
      expect(shape(message), key).toEqual(shape(english[key] ?? ''))
  })

  test(`every problem has a title and a detail in ${language}`, () => {
    for (const code of Object.keys(PROBLEMS)) {
      expect(messages).toHaveProperty([`problem.${code}.title`])
      expect(messages).toHaveProperty([`problem.${code}.detail`])
    }
  })

  test(`no message in ${language} shows braces when its problem carries no parameters, but for the two SIM kinds`, () => {
    for (const code of Object.keys(PROBLEMS).filter((code) => code !== 'wrong-sim-kind')) {
      expect(texts.text(language, `problem.${code}.detail`), code).not.toMatch(/[{}]/)
    }
  })
}

for (const [language, messages] of visitors) {
  test(`${language} has exactly what whoever writes by the contact form may meet, with the parameters of English`, () => {
    const shape = (message: string) => Object.fromEntries(placeholders(parse(message, { ignoreTag: true })))
    expect(Object.keys(messages).sort()).toEqual(Object.keys(english).filter(isForVisitors).sort())
    for (const [key, message] of Object.entries(messages)) {
      expect(message.trim(), key).not.toBe('')
      expect(shape(message), key).toEqual(shape(english[key] ?? ''))
    }
  })
}

test('a language for visitors is theirs alone: others who wish for it speak their next best, and what it does not say is said in English', () => {
  expect(texts.visitorLanguages).toEqual(['de', 'en', 'fr', 'sv'])
  expect(texts.languages).not.toContain('fr')
  expect([texts.negotiate('fr-CH, de;q=0.5'), texts.negotiate('fr-CH, de;q=0.5', 'visitor')]).toEqual(['de', 'fr'])
  expect([texts.speaks('fr', 'contact.consent'), texts.speaks('fr', 'sim.tele2')]).toEqual([true, false])
  expect(texts.text('fr', 'sim.tele2')).toBe('Tele2')
})

test('SIM kinds are named exactly as on the SIM row, in every language', () => {
  for (const language of texts.languages) {
    const kinds = ['travel-sim', 'tele2', 'telia-iot'].map((kind) => texts.text(language, `sim.${kind}`))
    expect(kinds).toEqual(['Travel SIM', 'Tele2', 'Telia IoT'])
  }
})

test('a code for another SIM kind names both kinds, given by their stable names', () => {
  const said = texts.text('sv', 'problem.wrong-sim-kind.detail', { codeKind: 'telia-iot', deviceKind: 'tele2' })
  expect(said).toMatch(/^Koden är till för Telia IoT, men SIM-kortet i det här halsbandet är Tele2\./)
})

test('the hour of the next attempt is told in the house time zone, from milliseconds and from ISO text alike', () => {
  const at = '2026-11-22T13:05:00Z'
  const said = texts.text('sv', 'problem.too-many-attempts.detail', { retryAt: at })
  expect(said).toContain('klockan 14:05 CET')
  expect(texts.text('sv', 'problem.too-many-attempts.detail', { retryAt: Date.parse(at) })).toBe(said)
})

test('an hour that is not an instant is shown as it came', () => {
  expect(texts.text('en', 'problem.too-many-attempts.detail', { retryAt: 'noon' })).toContain('at noon.')
})

test('a missing parameter leaves a readable sentence where the message foresees it, and its name elsewhere', () => {
  expect(texts.text('en', 'problem.malformed-character.detail')).toMatch(/^One character never/)
  expect(texts.text('en', 'problem.malformed-character.detail', { position: 3 })).toMatch(/^Character 3 never/)
  expect(texts.text('en', 'problem.wrong-sim-kind.detail')).toContain('{codeKind}')
})

test('an unknown key shows itself and an unknown language speaks English', () => {
  expect(texts.text('sv', 'no.such.key')).toBe('no.such.key')
  expect(texts.text('tlh', 'sim.tele2')).toBe('Tele2')
  expect(texts.text('__proto__', 'constructor')).toBe('constructor')
})

test('a message with broken syntax shows its key, and a key missing in one language is told in English', () => {
  const broken = textsFrom({ en: { a: 'Hello {', b: 'Hello' }, sv: {} })
  expect(broken.text('en', 'a')).toBe('a')
  expect(broken.text('sv', 'b')).toBe('Hello')
})

test('no language, key or parameter makes a text throw', () => {
  const keys = Object.keys(english)
  const param = fc.oneof(fc.string(), fc.double(), fc.integer())
  const params = fc.dictionary(fc.constantFrom('retryAt', 'position', 'codeKind', 'days', 'count', '__proto__'), param)
  const language = fc.oneof(fc.constantFrom(...texts.languages), fc.constantFrom('__proto__', 'constructor', ''))
  fc.assert(
    fc.property(language, fc.oneof(fc.constantFrom(...keys), fc.string()), params, (language, key, params) => {
      expect(texts.text(language, key, params).length).toBeGreaterThan(key === '' ? -1 : 0)
    }),
    { numRuns: 500 },
  )
})

test('the best language of Accept-Language wins, regions find their language, nonsense finds English', () => {
  expect(texts.negotiate('fr, sv-FI;q=0.8, de;q=0.9')).toBe('de')
  expect(texts.negotiate('sv-FI')).toBe('sv')
  expect(texts.negotiate('DE-at;q=0.5')).toBe('de')
  expect(texts.negotiate('de;q=0, *;q=0.1')).toBe('en')
  expect(texts.negotiate('de;q=0')).toBe('en')
  expect(texts.negotiate(undefined)).toBe('en')
  expect(texts.negotiate('q=1;;;, ,')).toBe('en')
  expect(texts.negotiate(`sv,${'x'.repeat(2_000)}`)).toBe('en')
})

test('a parameter inside of a branch is found, and a choice outweighs other uses', () => {
  const found = placeholders(
    parse('{a, select, none {} other {at {b, time, short} {c}}} {a} {d, plural, other {{e} #}}'),
  )
  expect(Object.fromEntries(found)).toEqual({ a: 'choice', b: 'instant', c: 'shown', d: 'counted', e: 'shown' })
})

test('a file that is not a flat object of texts is refused by its name', () => {
  const dir = mkdtempSync(join(tmpdir(), 'texts-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  writeFileSync(join(dir, 'en.json'), '{"a": {"b": "c"}}')
  expect(() => loadTexts(dir)).toThrow(/en\.json: a is not a text/)
  writeFileSync(join(dir, 'en.json'), '{"a"')
  expect(() => loadTexts(dir)).toThrow(/en\.json is not JSON/)
  rmSync(join(dir, 'en.json'))
  expect(() => loadTexts(dir)).toThrow(/en\.json is missing/)
})

test('a language is added by its file alone', () => {
  const dir = mkdtempSync(join(tmpdir(), 'texts-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  writeFileSync(join(dir, 'en.json'), '{"language.name": "English"}')
  writeFileSync(join(dir, 'fr.json'), '{"language.name": "Français"}')
  const grown = loadTexts(dir)
  expect(grown.languages).toEqual(['en', 'fr'])
  expect(grown.text(grown.negotiate('fr-CH'), 'language.name')).toBe('Français')
})
