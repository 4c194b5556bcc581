import fc from 'fast-check'
import { expect, test } from 'vitest'
import { correctedOf, gapsOf } from './gaps.ts'
import { offLine_m, type Place, simplifier, WINDOW_POINTS } from './simplify.ts'

function simplify(points: readonly Place[], tolerance_m: number): Place[] {
  const { take, end } = simplifier<Place>(tolerance_m)
  return [...points.flatMap(take), ...end()]
}

test('a straight line over many windows keeps its ends and the ends of the windows', () => {
  const line = Array.from({ length: 3 * WINDOW_POINTS }, (_, n) => ({ lat: 60, lon: 15 + n * 1e-6 }))
  const kept = simplify(line, 1)
  expect(kept[0]).toBe(line[0])
  expect(kept.at(-1)).toBe(line.at(-1))
  expect(kept.length).toBe(5)
})

test('a metre is a metre, north and east, also across the antimeridian', () => {
  const [a, b] = [
    { lat: 60, lon: 179.999 },
    { lat: 60, lon: -179.999 },
  ]
  expect(offLine_m({ lat: 60.0009, lon: 180 }, a, b)).toBeCloseTo(100, 0)
  expect(offLine_m({ lat: 60, lon: -179.998 }, a, b)).toBeCloseTo(55.6, 1)
})

test('whatever is left out lies within the tolerance of the line between its kept neighbours; order stays', () => {
  const place = fc.record({
    lat: fc.double({ min: 59, max: 59.01, noNaN: true }),
    lon: fc.double({ min: 15, max: 15.02, noNaN: true }),
  })
  fc.assert(
    fc.property(fc.array(place, { maxLength: 60 }), fc.constantFrom(0, 5, 200), (points, tolerance_m) => {
      const kept = simplify(points, tolerance_m)
      const places = kept.map((one) => points.indexOf(one))
      expect(places).toEqual([...places].sort((a, b) => a - b))
      if (tolerance_m === 0) expect(kept).toEqual(points)
      for (const [n, from] of places.slice(0, -1).entries()) {
        const to = places[n + 1] ?? 0
        const [a, b] = [points[from], points[to]]
        for (const one of points.slice(from + 1, to))
          if (a && b) expect(offLine_m(one, a, b)).toBeLessThanOrEqual(tolerance_m)
      }
      expect([kept[0], kept.at(-1)]).toEqual([points[0], points.at(-1)])
    }),
  )
})

test('gaps are told between buckets and at the ends, but not before what was cut off', () => {
  const asked = { from: 0, to: 100, every_ms: 10, gap_ms: 10, cut: false }
  expect(gapsOf([[20], [30], [60]], asked)).toEqual([
    [0, 20],
    [40, 60],
    [70, 100],
  ])
  expect(gapsOf([[20], [90]], { ...asked, cut: true, gap_ms: 20 })).toEqual([[30, 90]])
  expect(gapsOf([], asked)).toEqual([[0, 100]])
})

test('corrections are told as stretches of one offset', () => {
  expect(
    correctedOf([
      [1, 5],
      [2, 5],
      [3, -7],
    ]),
  ).toEqual([
    [1, 2, 5],
    [3, 3, -7],
  ])
})
