import { encode, type Fields } from '../codec.ts'
import { CLOCK_S, hex, SIMS } from './cast.ts'

const GOOD: Fields = { now: CLOCK_S, boot: 3, seq: 17, t: CLOCK_S }
const SIM = SIMS['travel-sim'] as unknown as Fields
const nested = (levels: number): string =>
  `{"now":1,"boot":2,"seq":3,"t":4,"x":${'['.repeat(levels)}${']'.repeat(levels)}}`

const BYTES: readonly [name: string, reason: string, bytes: string | Uint8Array][] = [
  ['nothing', 'not-an-object', ''],
  ['a list', 'not-an-object', '[{"now":1}]'],
  ['text', 'not-an-object', 'hello'],
  ['a CBOR list', 'not-an-object', Buffer.from('8101', 'hex')],
  ['JSON that ends early', 'malformed', '{"now":1,"boot":2'],
  ['JSON that goes on', 'malformed', '{"now":1,"boot":2,"seq":3,"t":4}}'],
  ['JSON with NaN', 'malformed', '{"now":1,"boot":2,"seq":3,"t":4,"bat":NaN}'],
  ['JSON that is not UTF-8', 'malformed', Buffer.from('7b226e6f77223a312c2278223a22ff227d', 'hex')],
  ['CBOR that ends early', 'malformed', Buffer.from('a4010102020300', 'hex')],
  ['CBOR that goes on', 'malformed', Buffer.from('a4010102020300050500', 'hex')],
  ['CBOR with a list of 2^63 members', 'malformed', Buffer.from('a1049b7fffffffffffffff', 'hex')],
  ['JSON of 9 levels', 'too-deep', nested(8)],
  ['JSON of 1,000 levels', 'too-deep', nested(999)],
  [
    'CBOR of 1,000 levels',
    'too-deep',
    Buffer.concat([Buffer.from('a104', 'hex'), Buffer.alloc(999, 0x81), Buffer.from('00', 'hex')]),
  ],
  ['a member by name and by integer', 'duplicate-key', Buffer.from('a50101020203000505617406', 'hex')],
  ['a JSON member twice', 'duplicate-key', '{"now":1,"boot":2,"seq":3,"t":4,"t":5}'],
]

const without = (name: string): Fields => Object.fromEntries(Object.entries(GOOD).filter(([member]) => member !== name))

const MEMBERS: readonly [name: string, reason: string, member: string, message: Fields][] = [
  ['no clock', 'missing', 'now', without('now')],
  ['no boot count', 'missing', 'boot', without('boot')],
  ['no number', 'missing', 'seq', without('seq')],
  ['a clock of text', 'wrong-type', 'now', { ...GOOD, now: String(CLOCK_S) }],
  ['a boot count of 2^32', 'out-of-range', 'boot', { ...GOOD, boot: 2 ** 32 }],
  ['a number below 0', 'out-of-range', 'seq', { ...GOOD, seq: -1 }],
  ['a number that is no integer', 'wrong-type', 'seq', { ...GOOD, seq: 1.5 }],
  ['neither a sample nor samples', 'missing', 't', without('t')],
  ['no samples at all', 'missing', 'samples', { ...without('t'), samples: [] }],
  ['samples that are no list', 'wrong-type', 'samples', { ...without('t'), samples: { t: 1 } }],
  ['501 samples', 'too-many', 'samples', { ...without('t'), samples: Array.from({ length: 501 }, (_, t) => ({ t })) }],
  ['both samples and columns', 'unknown-value', 'pack', { ...without('t'), samples: [{ t: 1 }], pack: { t: [1] } }],
  ['columns that are no object', 'wrong-type', 'pack', { ...without('t'), pack: [1] }],
  ['columns without times', 'missing', 't', { ...without('t'), pack: { bat: [1] } }],
  ['columns with no time at all', 'missing', 't', { ...without('t'), pack: { t: [] } }],
  ['columns with a time left out', 'wrong-type', 't', { ...without('t'), pack: { t: [1, null] } }],
  ['a column that is no list', 'wrong-type', 'bat', { ...without('t'), pack: { t: [1], bat: 5 } }],
  ['a column of text', 'wrong-type', 'bat', { ...without('t'), pack: { t: [1], bat: ['5'] } }],
  ['a column of fractions', 'wrong-type', 'bat', { ...without('t'), pack: { t: [1], bat: [0.5] } }],
  ['a column longer than the times', 'too-many', 'bat', { ...without('t'), pack: { t: [1], bat: [5, 5] } }],
  [
    'a column that grows without end',
    'out-of-range',
    'bytes',
    { ...without('t'), pack: { t: [1, 1], bytes: [2 ** 53 - 1, 1] } },
  ],
  ['501 samples by columns', 'too-many', 't', { ...without('t'), pack: { t: Array.from({ length: 501 }, () => 1) } }],
  ['half a position', 'incomplete', 'lon', { ...GOOD, lat: 59 }],
  ['a latitude beyond the pole', 'out-of-range', 'lat', { ...GOOD, lat: 90.001, lon: 0 }],
  ['a battery above 100', 'out-of-range', 'bat', { ...GOOD, bat: 100.1 }],
  ['a network without its country', 'incomplete', 'mcc', { ...GOOD, mnc: '08' }],
  ['a country of four digits', 'out-of-range', 'mcc', { ...GOOD, mcc: 1_000 }],
  ['a network code that lost its zero', 'wrong-type', 'mnc', { ...GOOD, mcc: 240, mnc: 8 }],
  ['a network code of one digit', 'out-of-range', 'mnc', { ...GOOD, mcc: 240, mnc: '8' }],
  ['a speed below 0', 'out-of-range', 'spd', { ...GOOD, spd: -0.1 }],
  [
    'an ICCID with a wrong check digit',
    'bad-check-digit',
    'iccid',
    { ...GOOD, sim: { ...SIM, iccid: '89460000000000000015' } },
  ],
  ['a SIM kind that nobody sells', 'unknown-value', 'kind', { ...GOOD, sim: { ...SIM, kind: 'esim' } }],
]

/** Reports that are dropped, each with the name under which it is counted (collar protocol §2) and, where there is one, the member. */
export function malformedReportVectors(): Fields[] {
  const raw = BYTES.map(([name, reason, bytes]) => ({ name, reason, hex: hex(Buffer.from(bytes as string)) }))
  const members = MEMBERS.map(([name, reason, member, message]) => ({
    name,
    reason,
    member,
    hex: hex(encode(message, 'json')),
  }))
  const nan = {
    name: 'a CBOR position that is NaN',
    reason: 'out-of-range',
    member: 'lat',
    hex: 'a6010102020300050506f97e000700',
  }
  const infinite = {
    name: 'a CBOR position that is infinite',
    reason: 'out-of-range',
    member: 'lat',
    hex: 'a6010102020300050506f97c000700',
  }
  return [...raw, ...members, nan, infinite]
}
