import { type Encoding, encode, type Fields } from '../codec.ts'
import { CLOCK_S, hex, SIMS } from './cast.ts'

const HEADER = { now: CLOCK_S, boot: 3, seq: 17 }
const PLACE = { t: CLOCK_S - 1, lat: 59.33258, lon: 18.0649, acc: 4.5, alt: 27.3, spd: 1.2, crs: 271 }
const FULL = { ...PLACE, bat: 81, rssi: -87, sim: SIMS['travel-sim'] as unknown as Fields, bytes: 48_211 }
const ENCODINGS: readonly Encoding[] = ['json', 'cbor']

/** What a report says, its single sample told as a list of one; `setAside` names the samples that cost only themselves. */
type Meaning = { now: number; boot: number; seq: number; samples: readonly Fields[]; setAside?: readonly Fields[] }
type Case = [name: string, message: Fields, meaning: Meaning]

const single = (name: string, sample: Fields): Case => [
  name,
  { ...HEADER, ...sample },
  { ...HEADER, samples: [sample] },
]

const CASES: readonly Case[] = [
  single('a sample with everything', FULL),
  single('a sample with nothing but its time', { t: CLOCK_S }),
  single('a position at the far corner', { t: CLOCK_S, lat: -90, lon: -180, acc: 0 }),
  single('the network that serves', { t: CLOCK_S, mcc: 240, mnc: '08' }),
  single('a network whose code has three digits', { t: CLOCK_S, mcc: 310, mnc: '008' }),
  single('a country without its network', { t: CLOCK_S, mcc: 1 }),
  single('a validity', { t: CLOCK_S, sim: SIMS.tele2 as unknown as Fields }),
  single('a balance below zero', { t: CLOCK_S, sim: { ...SIMS['travel-sim'], balance: -5 } as unknown as Fields }),
  [
    'samples of a time without coverage, in any order',
    { ...HEADER, samples: [{ t: CLOCK_S - 600, bat: 80 }, { t: CLOCK_S - 1200, bat: 82.5 }, FULL] },
    { ...HEADER, samples: [{ t: CLOCK_S - 600, bat: 80 }, { t: CLOCK_S - 1200, bat: 82.5 }, FULL] },
  ],
  [
    'a bad sample among good ones',
    { ...HEADER, samples: [{ t: 1, bat: 50 }, { t: 2, bat: 101 }, { t: 3, lat: 1 }, { bat: 4 }, { t: 5 }] },
    {
      ...HEADER,
      samples: [{ t: 1, bat: 50 }, { t: 5 }],
      setAside: [
        { index: 1, reason: 'out-of-range', member: 'bat' },
        { index: 2, reason: 'incomplete', member: 'lon' },
        { index: 3, reason: 'missing', member: 't' },
      ],
    },
  ],
  [
    'samples by columns, with gaps and short columns',
    {
      ...HEADER,
      pack: {
        t: [CLOCK_S - 90, 30, 30, 30],
        lat: [59_332_580, 120, -95],
        lon: [18_064_900, 310, 44],
        acc: [45, null, -5],
        alt: [273, 0, -273],
        spd: [120, -1, 0],
        crs: [2710, -2710, 3600],
        bat: [810, null, -1, 0],
        rssi: [-87, 1, null, -14],
        bytes: [48_211, 260],
        sim: [null, SIMS.tele2 as unknown as Fields],
      },
    },
    {
      ...HEADER,
      samples: [
        {
          t: CLOCK_S - 90,
          lat: 59.33258,
          lon: 18.0649,
          acc: 4.5,
          alt: 27.3,
          spd: 1.2,
          crs: 271,
          bat: 81,
          rssi: -87,
          bytes: 48_211,
        },
        {
          t: CLOCK_S - 60,
          lat: 59.3327,
          lon: 18.06521,
          alt: 27.3,
          spd: 1.19,
          crs: 0,
          rssi: -86,
          bytes: 48_471,
          sim: SIMS.tele2 as unknown as Fields,
        },
        { t: CLOCK_S - 30, lat: 59.332605, lon: 18.065254, acc: 4, alt: 0, spd: 1.19, crs: 360, bat: 80.9 },
        { t: CLOCK_S, bat: 80.9, rssi: -100 },
      ],
    },
  ],
  [
    'a bad sample among good ones by columns',
    { ...HEADER, pack: { t: [1, 1, 1], bat: [500, 501, -501], lat: [1_000_000, null, 1], lon: [1_000_000] } },
    {
      ...HEADER,
      samples: [{ t: 1, lat: 1, lon: 1, bat: 50 }],
      setAside: [
        { index: 1, reason: 'out-of-range', member: 'bat' },
        { index: 2, reason: 'incomplete', member: 'lon' },
      ],
    },
  ],
  [
    'members that nobody knows',
    { ...HEADER, t: CLOCK_S, bat: 50, mood: 'fine', nested: { t: 1 } },
    { ...HEADER, samples: [{ t: CLOCK_S, bat: 50 }] },
  ],
  [
    'a clock that is wrong by a year',
    { ...HEADER, now: CLOCK_S - 31_536_000, t: CLOCK_S - 31_536_000 },
    { ...HEADER, now: CLOCK_S - 31_536_000, samples: [{ t: CLOCK_S - 31_536_000 }] },
  ],
]

/** Every case in both encodings, and what only CBOR can do: text keys, an indefinite map, an integer as a float. */
export function reportVectors(): Fields[] {
  const both = CASES.flatMap(([name, message, meaning]) =>
    ENCODINGS.map((encoding) => ({ name, encoding, hex: hex(encode(message, encoding)), meaning: meaning as Fields })),
  )
  const meaning = { now: 1, boot: 2, seq: 0, samples: [{ t: 5 }] }
  const byHand = [
    { name: 'text keys in place of integers', hex: 'a4636e6f770164626f6f74026373657100617405' },
    { name: 'an indefinite map', hex: 'bf0101020203000505ff' },
    { name: 'integers as floats', hex: 'a401f93c0002fa4000000003000505' },
    { name: 'an unknown integer key', hex: 'a501010202030005051901f463796573' },
  ]
  return [...both, ...byHand.map(({ name, hex }) => ({ name, encoding: 'cbor', hex, meaning }))]
}
