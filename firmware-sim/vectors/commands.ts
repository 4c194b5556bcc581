import { bytesOf, decode, type Encoding, encode, type Fields } from '../codec.ts'
import { CLOCK_S, hex, IMEI, PENS, SIMS, STRANGER } from './cast.ts'
import { type BackendPen, signCommand } from './sign-command.ts'

/** One command to a collar fresh from production that has taken the commands of `first`. */
export type CommandCase = {
  name: string
  /** Of collar protocol §5. */
  step: number
  simKind: 'travel-sim' | 'tele2'
  first: readonly Uint8Array[]
  payload: Uint8Array
  /** `kind` as in judgeCommand; what follows is said by hand, not computed. */
  expect: Fields
}

const [PEN = STRANGER, SECOND_PEN = STRANGER] = PENS
const TRAVEL = SIMS['travel-sim']
const TELE2 = SIMS.tele2

/** The same UUID for the same counter, so that a repetition is one. */
const idOf = (counter: number): string => `0199a5b0-0000-7000-8000-${String(counter).padStart(12, '0')}`
const common = (counter: number): Fields => ({ id: idOf(counter), device: IMEI, counter, issued: CLOCK_S - 60 })

export function topUp(
  counter: number,
  members: Fields = {},
  pen: BackendPen = PEN,
  encoding: Encoding = 'json',
): Uint8Array {
  const body = {
    ...common(counter),
    type: 'sim-top-up',
    iccid: TRAVEL.iccid,
    amount: 10_000,
    currency: 'SEK',
    ...members,
  }
  return signCommand(pen, body, encoding)
}
export function extend(counter: number, members: Fields = {}, encoding: Encoding = 'json'): Uint8Array {
  const target = { type: 'sim-extend', iccid: TELE2.iccid, until: '2027-11-20T14:13:20Z' }
  return signCommand(PEN, { ...common(counter), ...target, ...members }, encoding)
}

const applied = (counter: number, before: Fields, after: Fields): Fields => ({
  ...{ kind: 'handled', outcome: 'applied', before, after, highestCounter: counter },
})
const refused = (kind: string, reason: string, charge: Fields, highestCounter: number): Fields => ({
  ...{ kind, outcome: 'refused', reason, before: charge, after: charge, highestCounter },
})
const rejected = (reason: string): Fields => ({ kind: 'rejected', reason, highestCounter: 0 })
const sek = (balance: number): Fields => ({ balance, currency: 'SEK' })
const until = (instant: string): Fields => ({ until: instant })
const PRESENT_END = 'until' in TELE2 ? TELE2.until : ''

type Row = [name: string, step: number, payload: Uint8Array, expect: Fields, first?: readonly Uint8Array[]]

const onTravelSim: readonly Row[] = [
  ['an envelope that is no object', 1, Buffer.from('"hello"'), rejected('malformed')],
  ['an envelope without a signature', 1, Buffer.from('{"key":"backend-1","body":"e30"}'), rejected('malformed')],
  ['a flipped bit in the signature', 1, withBitFlipped(topUp(1), 'sig'), rejected('bad-signature')],
  ['a flipped bit in the body', 1, withBitFlipped(topUp(1), 'body'), rejected('bad-signature')],
  ['a key that the collar does not hold', 1, topUp(1, {}, STRANGER), rejected('bad-signature')],
  ['a stranger under a known key id', 1, topUp(1, {}, { ...STRANGER, id: PEN.id }), rejected('bad-signature')],
  ['a signed body that is no object', 1, signCommand(PEN, Buffer.from('5')), rejected('malformed')],
  ['another device', 1, topUp(1, { device: '001012340000011' }), rejected('other-device')],
  ['a type that the collar does not know', 1, topUp(1, { type: 'locate' }), rejected('unknown-type')],
  [
    'another device and an unknown type',
    1,
    topUp(1, { device: '001012340000011', type: 'locate' }),
    rejected('other-device'),
  ],
  ['a counter of 0', 1, topUp(0), rejected('malformed')],
  ['an amount of 0', 1, topUp(1, { amount: 0 }), rejected('malformed')],
  ['a command that it knows', 2, topUp(1), { ...applied(1, sek(12_500), sek(22_500)), kind: 'known' }, [topUp(1)]],
  [
    'a known id with another amount',
    2,
    topUp(1, { amount: 99 }),
    { ...applied(1, sek(12_500), sek(22_500)), kind: 'known' },
    [topUp(1)],
  ],
  [
    'an old counter',
    3,
    topUp(4),
    { ...refused('old-counter', 'old-counter', sek(22_500), 5), outcomes: [[5, 'applied']] },
    [topUp(5)],
  ],
  [
    'the highest counter under another id',
    3,
    topUp(5, { id: idOf(99) }),
    { ...refused('old-counter', 'old-counter', sek(22_500), 5), outcomes: [[5, 'applied']] },
    [topUp(5)],
  ],
  ['another ICCID', 4, topUp(1, { iccid: TELE2.iccid }), refused('handled', 'other-iccid', sek(12_500), 1)],
  [
    'an extension of a SIM with balance',
    5,
    extend(1, { iccid: TRAVEL.iccid }),
    refused('handled', 'wrong-sim', sek(12_500), 1),
  ],
  ['another currency', 5, topUp(1, { currency: 'EUR' }), refused('handled', 'wrong-sim', sek(12_500), 1)],
  ['a top-up', 6, topUp(1), applied(1, sek(12_500), sek(22_500))],
  ['a top-up in CBOR', 6, topUp(1, {}, PEN, 'cbor'), applied(1, sek(12_500), sek(22_500))],
  ['a top-up signed with the second key', 6, topUp(1, {}, SECOND_PEN), applied(1, sek(12_500), sek(22_500))],
  [
    'a counter of 2^53 - 1',
    6,
    topUp(Number.MAX_SAFE_INTEGER, { id: idOf(7) }),
    applied(Number.MAX_SAFE_INTEGER, sek(12_500), sek(22_500)),
  ],
  [
    'a top-up after a refusal',
    6,
    topUp(2),
    {
      ...applied(2, sek(12_500), sek(22_500)),
      outcomes: [
        [1, 'refused'],
        [2, 'applied'],
      ],
    },
    [topUp(1, { currency: 'EUR' })],
  ],
]
const onTele2: readonly Row[] = [
  [
    'a top-up of a SIM with validity',
    5,
    topUp(1, { iccid: TELE2.iccid }),
    refused('handled', 'wrong-sim', until(PRESENT_END), 1),
  ],
  ['an extension', 6, extend(1), applied(1, until(PRESENT_END), until('2027-11-20T14:13:20Z'))],
  ['an extension in CBOR', 6, extend(1, {}, 'cbor'), applied(1, until(PRESENT_END), until('2027-11-20T14:13:20Z'))],
  [
    'an extension to before the present end',
    6,
    extend(1, { until: '2026-10-01T00:00:00Z' }),
    applied(1, until(PRESENT_END), until(PRESENT_END)),
  ],
  ['an end that is no instant', 1, extend(1, { until: '2027-02-30' }), rejected('malformed')],
]

export function commandCases(): CommandCase[] {
  const cases = (simKind: CommandCase['simKind'], rows: readonly Row[]): CommandCase[] =>
    rows.map(([name, step, payload, expect, first = []]) => ({ name, step, simKind, first, payload, expect }))
  return [...cases('travel-sim', onTravelSim), ...cases('tele2', onTele2)]
}

export function commandVectors(): Fields[] {
  return commandCases().map(({ first, payload, ...rest }) => ({
    ...rest,
    first: first.map(hex),
    payload: hex(payload),
  }))
}

function withBitFlipped(payload: Uint8Array, member: 'body' | 'sig'): Uint8Array {
  const envelope = decode(payload) ?? {}
  const bytes = Uint8Array.from(bytesOf(envelope[member]) ?? [])
  bytes[10] = (bytes[10] ?? 0) ^ 1
  return encode({ ...envelope, [member]: bytes }, 'json')
}
