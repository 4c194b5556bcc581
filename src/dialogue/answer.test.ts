import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadTexts } from '../std/texts.ts'
import { type Answer, answerName, answerText, ROWS } from './answer.ts'
import { judge } from './judge.ts'
import { readMessage } from './read-message.ts'

const DIR = join(import.meta.dirname, '../../texts')
const texts = loadTexts(DIR)
const NUMBER = '1234567890ABCDEF'
const asked = { type: { kind: 'points', points: 5 }, number: NUMBER } as const
const forE = { type: { kind: 'e' }, number: NUMBER } as const

/** The German of the rules, letter by letter. */
const GERMAN: [Answer, string][] = [
  [
    { kind: 'refused', refusal: 'not-registered' },
    'Ihre Rufnummer ist nicht für den automatisierten Abruf registriert',
  ],
  [{ kind: 'refused', refusal: 'wrong-command' }, 'Der angegebene Befehl ist nicht korrekt'],
  [{ kind: 'refused', refusal: 'wrong-parameter-count' }, 'Falsche Anzahl an Parametern'],
  [{ kind: 'refused', refusal: 'wrong-type' }, 'Lizenz-Typ nicht korrekt'],
  [{ kind: 'refused', refusal: 'wrong-length' }, 'Lizenz-Nummer muss 16-stellig sein'],
  [{ kind: 'refused', refusal: 'wrong-character' }, 'Parameter nicht korrekt'],
  [{ kind: 'refused', refusal: 'no-user-information' }, 'Benutzer-Information nicht korrekt'],
  [
    { kind: 'orderable', refusal: 'dongle-not-released', pricing: 'new', ...asked },
    'Carat-ID wurde noch nicht freigegeben',
  ],
  [
    { kind: 'orderable', refusal: 'user-information-changed', pricing: 'new', ...asked },
    'Benutzer-Information wurde geändert',
  ],
  [{ kind: 'orderable', refusal: 'points-not-released', pricing: 'upgrade', ...asked }, '5P nicht freigegeben'],
  [{ kind: 'orderable', refusal: 'e-not-released', pricing: 'upgrade', ...forE }, 'E-Protokoll nicht freigegeben'],
  [
    { kind: 'orderable', refusal: 'user-information-differs', pricing: 'new', ...forE },
    'Benutzer-Information stimmt nicht überein',
  ],
  [{ kind: 'refused', refusal: 'released-already' }, 'Bestellung nicht möglich, Menge bereits freigegeben'],
  [{ kind: 'refused', refusal: 'unavailable' }, 'Dieser Dienst ist momentan leider nicht erreichbar'],
]
const OK: Answer[] = [
  { kind: 'unlocked', code: '3546-7F7E-DB74-3B66' },
  { kind: 'ordered', order: 'B-12345678', ...asked },
  { kind: 'ordered', order: 'B-12345678', ...forE },
]

test('the fourteen rows have one German text each, exact', () => {
  expect(GERMAN.map(([answer]) => answerName(answer))).toEqual(ROWS)
  for (const [answer, german] of GERMAN) expect(answerText(texts, 'de', answer).split('. ')[0]).toBe(german)
})

test('a code and an order number are told in the words of the rules, and an order names type and number', () => {
  const [unlocked, ordered] = OK.map((answer) => answerText(texts, 'de', answer))
  expect(unlocked).toBe('OK: Ihr Freischalt-Code lautet "3546-7F7E-DB74-3B66"')
  expect(ordered).toMatch(/^OK: Ihre Bestellnummer lautet "B-12345678"/)
  for (const language of texts.languages)
    expect(answerText(texts, language, OK[1] as Answer)).toMatch(new RegExp(`5P.*${NUMBER}`, 's'))
})

test('where something can be ordered, the last line is the message that orders it', () => {
  const nothing = { registered: true, dongle: { any: false, e: false }, released: { points: 0, e: false } }
  for (const [answer] of GERMAN.filter(([{ kind }]) => kind === 'orderable'))
    for (const language of texts.languages) {
      const type = answer.kind === 'orderable' && answer.type.kind === 'e' ? 'E' : '5P'
      const order = answerText(texts, language, answer).split('\n').at(-1) ?? ''
      expect(order).toBe(`Ich bestelle verbindlich ${type}.${NUMBER}`)
      expect(judge(readMessage(order), nothing)).toMatchObject({ kind: 'order', number: NUMBER })
    }
})

/** GSM 03.38 (3GPP TS 23.038 §6.2.1): the default alphabet, one septet each, and the extension table, two each. */
const DEFAULT =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
const EXTENSION = '\f^{}\\[~]|€'
function septets(text: string): number {
  return [...text].reduce((sum, one) => {
    if (DEFAULT.includes(one)) return sum + 1
    if (EXTENSION.includes(one)) return sum + 2
    throw new Error(`${JSON.stringify(one)} is not in GSM-7`)
  }, 0)
}

describe.each(texts.languages)('in %s', (language) => {
  const longest = { type: { kind: 'points', points: 254 }, number: NUMBER } as const
  const answers = [...GERMAN.map(([answer]) => answer), ...OK].map((answer) =>
    'type' in answer && answer.type.kind === 'points' ? { ...answer, ...longest } : answer,
  )
  test.each(answers.map((answer) => [answerName(answer), answer] as const))('"%s" is one SMS', (_name, answer) => {
    expect(septets(answerText(texts, language, answer))).toBeLessThanOrEqual(160)
  })

  test('every text of the dialogue stands in some answer', () => {
    const keys = Object.keys(JSON.parse(readFileSync(join(DIR, `${language}.json`), 'utf8')))
    const told = [
      ...ROWS.map((name) => `sms.refusal.${name}`),
      'sms.unlocked',
      'sms.ordered',
      'sms.how.new',
      'sms.how.upgrade',
    ]
    expect(keys.filter((key) => /^sms\.(refusal|how|unlocked|ordered)/.test(key)).sort()).toEqual(told.sort())
  })
})
