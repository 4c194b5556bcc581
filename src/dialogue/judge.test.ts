import { describe, expect, test } from 'vitest'
import { type Facts, type Judgement, judge } from './judge.ts'
import { readMessage } from './read-message.ts'

const NUMBER = '1234567890ABCDEF'
const FREE: Facts = { registered: true, dongle: { any: true, e: true }, released: { points: 7, e: true } }
const facts = (given: { N?: number; NE?: boolean; A?: boolean; AE?: boolean; registered?: boolean }): Facts => ({
  registered: given.registered ?? true,
  dongle: {
    any: (given.N ?? 0) > 0 || given.NE === true || given.A === true || given.AE === true,
    e: given.NE === true || given.AE === true,
  },
  released: { points: given.N ?? 0, e: given.NE ?? false },
})
const nameOf = (judgement: Judgement): string => ('refusal' in judgement ? judgement.refusal : judgement.kind)
const judged = (text: string, known: Facts): string => nameOf(judge(readMessage(text), known))

describe('each row of docs/sms.md', () => {
  test.each<[number, string, Facts, string]>([
    [1, `cl.5P.${NUMBER}`, facts({ registered: false, N: 5 }), 'not-registered'],
    [2, 'Hallo', FREE, 'wrong-command'],
    [2, `hol.5P.${NUMBER}`, FREE, 'wrong-command'],
    [2, `bestelle verbindlich 5P.${NUMBER}`, FREE, 'wrong-command'],
    [2, `Ich bestelle verbindlich5P.${NUMBER}`, FREE, 'wrong-command'],
    [2, `Bitte: Ich bestelle verbindlich 5P.${NUMBER}`, FREE, 'wrong-command'],
    [3, 'cl.5P', FREE, 'wrong-parameter-count'],
    [3, 'cl', FREE, 'wrong-parameter-count'],
    [3, `cl.5P.${NUMBER}.`, FREE, 'wrong-parameter-count'],
    [3, 'Ich bestelle verbindlich', FREE, 'wrong-parameter-count'],
    [3, `Ich bestelle verbindlich cl.5P.${NUMBER}`, FREE, 'wrong-parameter-count'],
    [4, `cl.0P.${NUMBER}`, FREE, 'wrong-type'],
    [4, `cl.255.${NUMBER}`, FREE, 'wrong-type'],
    [4, `cl.P.${NUMBER}`, FREE, 'wrong-type'],
    [4, `cl.5E.${NUMBER}`, FREE, 'wrong-type'],
    [4, `cl..${NUMBER}`, FREE, 'wrong-type'],
    [4, `Ich bestelle verbindlich -5P.${NUMBER}`, FREE, 'wrong-type'],
    [5, 'cl.5P.1234-5678-90AB-CDEF', FREE, 'wrong-length'],
    [5, 'cl.5P.', FREE, 'wrong-length'],
    [5, `Ich bestelle verbindlich 5P.${NUMBER}0`, FREE, 'wrong-length'],
    [6, 'cl.5P.1234567890ABCDEG', FREE, 'wrong-character'],
    [6, 'cl.5P.12345678 0ABCDEF', FREE, 'wrong-character'],
    [7, 'cl.5P.1234567800000000', FREE, 'no-user-information'],
    [7, 'Ich bestelle verbindlich E.1234567800000000', FREE, 'no-user-information'],
    [8, `cl.5P.${NUMBER}`, facts({}), 'dongle-not-released'],
    [8, `cl.E.${NUMBER}`, facts({}), 'dongle-not-released'],
    [9, `cl.5P.${NUMBER}`, facts({ A: true }), 'user-information-changed'],
    [9, `cl.5P.${NUMBER}`, facts({ AE: true }), 'user-information-changed'],
    [10, `cl.5P.${NUMBER}`, facts({ N: 3 }), 'points-not-released'],
    [10, `cl.1P.${NUMBER}`, facts({ NE: true }), 'points-not-released'],
    [11, `cl.E.${NUMBER}`, facts({ N: 254 }), 'e-not-released'],
    [11, `cl.E.${NUMBER}`, facts({ A: true }), 'e-not-released'],
    [12, `cl.E.${NUMBER}`, facts({ AE: true, N: 5 }), 'user-information-differs'],
    [13, `Ich bestelle verbindlich 5P.${NUMBER}`, facts({ N: 5 }), 'released-already'],
    [13, `Ich bestelle verbindlich 3P.${NUMBER}`, facts({ N: 5 }), 'released-already'],
    [13, `Ich bestelle verbindlich E.${NUMBER}`, facts({ NE: true }), 'released-already'],
  ])('row %i: %s', (_row, text, known, name) => {
    expect(judged(text, known)).toBe(name)
  })
})

describe('what is not refused', () => {
  test.each<[string, Facts, object]>([
    [`cl.31.${NUMBER}`, facts({ N: 31 }), { kind: 'fetch', type: { kind: 'points', points: 31 } }],
    [` CL.5p.${NUMBER.toLowerCase()}\n`, facts({ N: 5 }), { kind: 'fetch', number: NUMBER }],
    [`cl . 3P . ${NUMBER}`, facts({ N: 5 }), { kind: 'fetch', type: { kind: 'points', points: 3 } }],
    [`Cl.e.${NUMBER}`, facts({ NE: true }), { kind: 'fetch', type: { kind: 'e' } }],
    [`Ich bestelle verbindlich 5P.${NUMBER}`, facts({}), { kind: 'order', pricing: 'new', number: NUMBER }],
    [`ICH  BESTELLE\nVERBINDLICH 5.${NUMBER}`, facts({ A: true }), { kind: 'order', pricing: 'new' }],
    [`Ich bestelle verbindlich 5P.${NUMBER}`, facts({ N: 1 }), { kind: 'order', pricing: 'upgrade' }],
    [`Ich bestelle verbindlich 5P.${NUMBER}`, facts({ NE: true }), { kind: 'order', pricing: 'upgrade' }],
    [`Ich bestelle verbindlich e.${NUMBER}`, facts({ N: 1 }), { kind: 'order', pricing: 'upgrade' }],
    [`Ich bestelle verbindlich E.${NUMBER}`, facts({ N: 1, AE: true }), { kind: 'order', pricing: 'new' }],
    [`Ich bestelle verbindlich 254P.${NUMBER}`, facts({}), { kind: 'order', type: { kind: 'points', points: 254 } }],
  ])('%j', (text, known, wanted) => {
    expect(judge(readMessage(text), known)).toMatchObject(wanted)
  })
})

/** A message by its pieces, and what each row asks of them, written once more and one by one. */
type Case = { order: boolean; command: string; extra: string[]; type: string; number: string; known: Facts }
const isE = ({ type }: Case): boolean => type.toLowerCase() === 'e'
const amount = ({ type }: Case): number => Number.parseInt(type, 10)
const TABLE: [string, (it: Case) => boolean][] = [
  ['not-registered', ({ known }) => !known.registered],
  ['wrong-command', ({ command }) => !['cl', 'CL', 'Ich bestelle verbindlich'].includes(command)],
  ['wrong-parameter-count', ({ extra }) => extra.length > 0],
  ['wrong-type', ({ type }) => !['1P', '5', '5P', '254p', 'E', 'e'].includes(type)],
  ['wrong-length', ({ number }) => number.length !== 16],
  ['wrong-character', ({ number }) => [...number].some((one) => !'0123456789ABCDEFabcdef'.includes(one))],
  ['no-user-information', ({ number }) => number.slice(-8) === '00000000'],
  ['dongle-not-released', (it) => !it.order && !it.known.dongle.any],
  ['user-information-changed', (it) => !it.order && !isE(it) && it.known.released.points === 0 && !it.known.released.e],
  ['points-not-released', (it) => !it.order && !isE(it) && it.known.released.points < amount(it)],
  ['e-not-released', (it) => !it.order && isE(it) && !it.known.dongle.e],
  ['user-information-differs', (it) => !it.order && isE(it) && !it.known.released.e],
  ['released-already', (it) => it.order && (isE(it) ? it.known.released.e : it.known.released.points >= amount(it))],
  ['order', ({ order }) => order],
  ['fetch', () => true],
]

function* everyCase(): Generator<Case> {
  const known = [true, false].flatMap((registered) =>
    [0, 3, 5, 254].flatMap((N) =>
      [true, false].flatMap((NE) =>
        [true, false].flatMap((A) => [true, false].map((AE) => facts({ registered, N, NE, A, AE }))),
      ),
    ),
  )
  for (const command of ['cl', 'CL', 'cx', '', 'Ich bestelle verbindlich', 'Ich bestelle'])
    for (const extra of [[], ['x'], ['', 'x']])
      for (const type of ['1P', '5', '5P', '254p', 'E', 'e', '0P', '255P', 'PP', ''])
        for (const number of [
          NUMBER,
          'abcdef0112345678',
          '123',
          `${NUMBER}0`,
          'x'.repeat(16),
          'x'.repeat(15),
          '0'.repeat(16),
          '0'.repeat(17),
          'g23456780000000',
          'g234567800000000',
        ])
          for (const one of known)
            yield { order: command.startsWith('Ich bestelle v'), command, extra, type, number, known: one }
}

test('of several things wrong the first row wins, whatever they are', () => {
  const won = new Map<string, number>()
  for (const it of everyCase()) {
    const between = it.order ? ' ' : '.'
    const text = `${it.command}${between}${[it.type, it.number, ...it.extra].join('.')}`
    const [wanted] = TABLE.find(([, fits]) => fits(it)) ?? ['']
    if (judged(text, it.known) !== wanted)
      expect([text, it.known, judged(text, it.known)]).toEqual([text, it.known, wanted])
    won.set(wanted, (won.get(wanted) ?? 0) + 1)
  }
  expect([...won.keys()].sort()).toEqual(TABLE.map(([name]) => name).sort())
})

test('the pairs of rows that can meet do meet above', () => {
  const met = new Set<string>()
  for (const it of everyCase()) {
    const [first, ...later] = TABLE.slice(0, 13).flatMap(([name, fits]) => (fits(it) ? [name] : []))
    for (const second of later) met.add(`${first} + ${second}`)
  }
  const names = TABLE.slice(0, 13).map(([name]) => name)
  const missing = names.flatMap((first, at) =>
    names.slice(at + 1).flatMap((second) => (met.has(`${first} + ${second}`) ? [] : [`${first} + ${second}`])),
  )
  // Not these: what is no order cannot order too much; a type that is none is not E; and of rows 8 to 13 all but one pair exclude each other.
  const apart =
    /^(dongle-not|user-inf|points-not|e-not)\S* \+ |^wrong-command \+ released|^wrong-type \+ (e-not|user-information-differs)/
  expect(missing.filter((pair) => !apart.test(pair))).toEqual([])
  expect(met).toContain('dongle-not-released + e-not-released')
})

describe('hostile and unlucky messages are read without harm', () => {
  const REST = NUMBER.slice(1)
  test.each<[string, string, string]>([
    ['nothing', '', 'wrong-command'],
    ['white space', ' \t\r\n\u00a0', 'wrong-command'],
    ['NUL', '\0', 'wrong-command'],
    ['NUL in front', `\0cl.5P.${NUMBER}`, 'wrong-command'],
    ['NUL inside', `cl.5P.\0${REST}`, 'wrong-character'],
    ['2,000 characters', 'A'.repeat(2_000), 'wrong-command'],
    ['2,000 dots', '.'.repeat(2_000), 'wrong-command'],
    ['a command and 2,000 dots', `cl${'.'.repeat(2_000)}`, 'wrong-parameter-count'],
    ['a number of 2,000 digits', `cl.5P.${'1'.repeat(2_000)}`, 'wrong-length'],
    ['a type of 2,000 digits', `cl.${'1'.repeat(2_000)}.${NUMBER}`, 'wrong-parameter-count'],
    ['emoji', '😀', 'wrong-command'],
    ['emoji in the number', `cl.5P.😀${REST}`, 'wrong-character'],
    ['half an emoji', `cl.5P.\ud83d${REST}`, 'wrong-character'],
    ['a right-to-left mark in front', `\u200fcl.5P.${NUMBER}`, 'wrong-command'],
    ['a right-to-left mark in the number', `cl.5P.\u200f${REST}`, 'wrong-character'],
    ['a right-to-left override in the type', `cl.\u202e5P.${NUMBER}`, 'wrong-type'],
    ['a zero-width space', `cl.5P.${NUMBER}\u200b`, 'wrong-length'],
    ['Cyrillic letters', `сl.5P.${NUMBER}`, 'wrong-command'],
    ['Cyrillic letters in the number', 'cl.5P.123456789\u0410BCDEF\u0410', 'wrong-character'],
    ['Arabic digits', `cl.٥P.${NUMBER}`, 'wrong-type'],
    ['full-width digits', `cl.5P.\uff11${REST}`, 'wrong-character'],
    ['a full-width dot', `cl\uff0e5P\uff0e${NUMBER}`, 'wrong-command'],
    ['a Kelvin sign and a long s', `Ich be\u017ftelle verbindlich 5P.${NUMBER}`, 'wrong-command'],
    ['an exponent', `cl.1e1.${NUMBER}`, 'wrong-type'],
    ['a sign', `cl.+5P.${NUMBER}`, 'wrong-type'],
    ['a leading zero', `cl.05P.${NUMBER}`, 'wrong-type'],
    ['a letter O for a zero', `cl.5P.123456789OABCDEF`, 'wrong-character'],
    ['a prefix of a hexadecimal number', `cl.5P.0x${NUMBER.slice(2)}`, 'wrong-character'],
    ['SQL', `cl.5P.'; drop table--`, 'wrong-length'],
    ['a message that asks twice', `cl.5P.${NUMBER}\ncl.7P.${NUMBER}`, 'wrong-parameter-count'],
  ])('%s', (_name, text, wanted) => {
    expect(judged(text, FREE)).toBe(wanted)
  })
})
