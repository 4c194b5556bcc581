import { describe, expect, test } from 'vitest'
import { evaluate, forget, REST_MS, type Seen, type Turn, type Watch, type WatchState } from './evaluate.ts'
import { settingsOf } from './settings.ts'
import { depthOf, EDGE_M, type Point, shapeFault } from './zone.ts'

const HOME: Point = [59.3, 15.2]
const DAY_MS = 86_400_000
/** Metres north of home. */
const north = (metres: number): Pick<Seen, 'lat' | 'lon'> => ({ lat: HOME[0] + metres / 111_195, lon: HOME[1] })
const circle = { type: 'circle', lat: HOME[0], lon: HOME[1], radiusM: 100 } as const
const zone = { id: 'z', onLeft: true, onEntered: false, depth: depthOf(circle) }
const watch = (more: Partial<Watch> = {}): Watch => ({ settings: settingsOf(), zones: [], ...more })

/** What samples come to, one a minute. */
function story(of: Watch, samples: readonly Partial<Seen>[], state: WatchState = { zones: {} }): string[] {
  const turns: Turn[] = []
  for (const [minute, sample] of samples.entries()) evaluate(of, state, { at: minute * 60_000, ...sample }, turns)
  return turns.map(({ rule, step, at }) => `${rule} ${step} ${at / 60_000}`)
}

describe('a safety zone', () => {
  test('is left once, and the alarm is over when the collar is back', () => {
    const there = [0, 50, 200, 300, 200, 0].map(north)
    expect(story(watch({ zones: [zone] }), there)).toEqual(['zone-left opened 2', 'zone-left closed 5'])
  })

  test('has an edge on which nothing happens, however long a collar sits there', () => {
    const edge = Array.from({ length: 500 }, (_, minute) => north(100 + (minute % 2 === 0 ? 1 : -1) * (EDGE_M - 2)))
    expect(story(watch({ zones: [zone] }), [north(0), ...edge])).toEqual([])
  })

  test('is held against no fix that is less sure than its distance to the edge', () => {
    expect(story(watch({ zones: [zone] }), [north(0), { ...north(180), acc: 90 }])).toEqual([])
    expect(story(watch({ zones: [zone] }), [north(0), { ...north(200), acc: 90 }])).toHaveLength(1)
  })

  test('that a collar is outside of when it is drawn has not been left', () => {
    expect(story(watch({ zones: [zone] }), [north(500), north(600)])).toEqual([])
  })

  test('tells who enters, where that is asked for', () => {
    const forbidden = { ...zone, onLeft: false, onEntered: true }
    const there = [500, 0, 500].map(north)
    expect(story(watch({ zones: [forbidden] }), there)).toEqual(['zone-entered opened 1', 'zone-entered closed 2'])
  })

  test('that is taken away ends its alarm', () => {
    const state: WatchState = { zones: { z: 'out' } }
    const turns: Turn[] = []
    forget(watch(), state, 7, turns)
    expect(turns).toMatchObject([{ rule: 'zone-left', step: 'closed', subject: 'z' }])
    expect(state.zones).toEqual({})
  })
})

test('a polygon knows inside from outside, and how far its edge is', () => {
  const step = 0.001
  const shape = [
    [0, 0],
    [0, 2],
    [1, 2],
    [1, 1],
    [2, 1],
    [2, 0],
  ].map(([y = 0, x = 0]): Point => [y * step, x * step])
  const depth = depthOf({ type: 'polygon', points: shape })
  expect(depth(0.5 * step, 1.5 * step)).toBeCloseTo(55.6, 0)
  expect(depth(1.5 * step, 1.5 * step)).toBeCloseTo(-55.6, 0)
  expect(depth(5 * step, 0)).toBeCloseTo(-333.6, 0)
})

test('a zone may lie across the line of dates', () => {
  const depth = depthOf({
    type: 'polygon',
    points: [
      [-1, 179.99],
      [-1, -179.99],
      [-0.98, -179.99],
      [-0.98, 179.99],
    ],
  })
  expect(depth(-0.99, 180)).toBeGreaterThan(0)
  expect(depth(-0.99, -179.9)).toBeLessThan(0)
})

test.each([
  [{ type: 'circle', lat: 0, lon: 0, radiusM: 29 }, 'radius'],
  [{ type: 'circle', lat: 0, lon: 0, radiusM: Number.NaN }, 'radius'],
  [{ type: 'circle', lat: 91, lon: 0, radiusM: 100 }, 'place'],
  [
    {
      type: 'polygon',
      points: [
        [0, 0],
        [0, 1],
      ],
    },
    'points',
  ],
  [
    {
      type: 'polygon',
      points: [
        [0, 0],
        [0, 1],
        [5, 5],
      ],
    },
    'too-large',
  ],
  [
    {
      type: 'polygon',
      points: [
        [0, 0],
        [0, Number.NaN],
        [0.1, 0.1],
      ],
    },
    'place',
  ],
  [circle, null],
] as const)('%j has the fault %s', (shape, fault) => {
  expect(shapeFault(shape)).toBe(fault)
})

test('a battery is low once, until it was charged', () => {
  const percents = [50, 21, 19, 20, 19, 22, 24.9, 25, 26].map((bat) => ({ bat }))
  expect(story(watch(), percents)).toEqual(['battery opened 2', 'battery closed 7'])
})

test('a balance is low below its threshold, until it is topped up', () => {
  expect(story(watch(), [{ balance: 2_000 }, { balance: 1_999 }, { balance: 1_500 }, { balance: 11_500 }])).toEqual([
    'balance opened 1',
    'balance closed 3',
  ])
})

test.each([1, 30, 100])('validity ends within %i days', (days) => {
  const settings = settingsOf({ validity: { days } })
  const until = days * DAY_MS + 60_000
  expect(story(watch({ settings }), [{ until }, { until }, { until: until + 365 * DAY_MS }])).toEqual([
    'validity opened 1',
    'validity closed 2',
  ])
})

describe('movement', () => {
  const settings = settingsOf({ movement: { on: true, metres: 100 } })
  test('is one alarm, over when the collar is back', () => {
    expect(story(watch({ settings }), [0, 20, 110, 200, 400, 0].map(north))).toEqual([
      'movement opened 3',
      'movement closed 5',
    ])
  })

  test('is over where it comes to rest, and begins anew from there', () => {
    const rest = Array.from({ length: REST_MS / 60_000 + 1 }, () => north(1_000))
    const told = story(watch({ settings }), [north(0), ...rest, north(1_300)])
    expect(told).toEqual(['movement opened 1', 'movement closed 11', 'movement opened 12'])
  })

  test('is not looked for unless it was switched on', () => {
    expect(story(watch(), [north(0), north(9_000)])).toEqual([])
  })
})

test('what is switched off opens nothing and is over', () => {
  const settings = settingsOf({ battery: { on: false }, validity: { on: false } })
  expect(story(watch({ settings }), [{ bat: 1, until: 0 }])).toEqual([])
  const turns: Turn[] = []
  forget(watch({ settings }), { zones: {}, battery: true }, 0, turns)
  expect(turns).toMatchObject([{ rule: 'battery', step: 'closed' }])
})

test('a collar’s choice stands over its account’s, and that over the house’s', () => {
  const settings = settingsOf({ battery: { percent: 30 }, validity: { days: 60 } }, { battery: { on: false } })
  expect([settings.battery, settings.validity.days, settings.noContact.hours]).toEqual([
    { on: false, percent: 30 },
    60,
    48,
  ])
})
