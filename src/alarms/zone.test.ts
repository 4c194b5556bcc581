import fc from 'fast-check'
import { expect, test } from 'vitest'
import { crossingOf } from './crossing.ts'
import { type Point, shapeFault } from './zone.ts'

const polygon = (points: readonly Point[]) => ({ type: 'polygon', points }) as const
/** Corners around a middle in the order of their angles: such a star never crosses itself. */
const star = fc
  .array(fc.tuple(fc.double({ min: 0, max: 0.8, noNaN: true }), fc.double({ min: 0.001, max: 0.01, noNaN: true })), {
    minLength: 3,
    maxLength: 50,
  })
  .map((corners) =>
    corners.map(([more, far], at): Point => {
      const angle = ((at + more) / corners.length) * 2 * Math.PI
      return [59 + far * Math.sin(angle), 15 + far * Math.cos(angle)]
    }),
  )

test('a star is no crossing, from whichever corner and in whichever direction it is told', () => {
  fc.assert(
    fc.property(star, fc.nat(), (points, from) => {
      const turned = [...points.slice(from % points.length), ...points.slice(0, from % points.length)]
      expect(crossingOf(turned)).toBeNull()
      expect(crossingOf([...turned].reverse())).toBeNull()
    }),
  )
})

test.each<[string, Point[]]>([
  [
    'a bow tie',
    [
      [59, 15],
      [59.01, 15.01],
      [59, 15.01],
      [59.01, 15],
    ],
  ],
  [
    'a line',
    [
      [59, 15],
      [59.01, 15],
      [59.02, 15],
    ],
  ],
  [
    'a spike',
    [
      [59, 15],
      [59.01, 15],
      [59.01, 15.01],
      [59.01, 15.02],
      [59.01, 15.005],
      [59, 15.005],
    ],
  ],
  [
    'a corner twice',
    [
      [59, 15],
      [59, 15],
      [59.01, 15.01],
      [59, 15.01],
    ],
  ],
  [
    'a corner on an edge',
    [
      [59, 15],
      [59.02, 15],
      [59.02, 15.02],
      [59.01, 15],
      [59, 15.02],
    ],
  ],
  [
    'an edge across the 180th meridian',
    [
      [59, 179.99],
      [59.01, -179.99],
      [59, -179.99],
      [59.01, 179.99],
    ],
  ],
])('%s crosses itself', (_, points) => {
  expect(shapeFault(polygon(points))).toBe('crossing')
})

test('a zone in which a collar could never be inside for sure is refused, a bent one that has room is not', () => {
  const metre = 1 / 111_195
  const strip = (wide: number): Point[] => [
    [0, 0],
    [0, 0.02],
    [wide * metre, 0.02],
    [wide * metre, 0],
  ]
  expect(shapeFault(polygon(strip(48)))).toBe('too-narrow')
  expect(shapeFault(polygon(strip(52)))).toBeNull()
  const hall: Point[] = [
    [0, 0],
    [0, 0.01],
    [10 * metre, 0.01],
    [10 * metre, 0.0006],
    [0.0006, 0.0006],
    [0.0006, 0],
  ]
  expect(shapeFault(polygon(hall))).toBeNull()
})

test('fifty corners of any kind are judged, whatever they are', () => {
  const corner = fc.tuple(
    fc.double({ min: 58.9, max: 59.1, noNaN: true }),
    fc.double({ min: 14.9, max: 15.1, noNaN: true }),
  )
  fc.assert(
    fc.property(fc.array(corner, { minLength: 3, maxLength: 50 }), (points) => {
      expect(['crossing', 'too-narrow', null]).toContain(shapeFault(polygon(points)))
    }),
  )
})
