import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitPoints, type Point, roundLength } from './projection.ts'

const STOCKHOLM = { lat: 59.33258, lon: 18.0649 }
const anywhere = fc.record({
  lat: fc.double({ min: -85, max: 85, noNaN: true }),
  lon: fc.double({ min: -180, max: 180, noNaN: true }),
})
const walk = fc.tuple(
  anywhere,
  fc.array(fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true })), {
    maxLength: 50,
  }),
)

test('every point of a walk anywhere on earth, the 180th meridian included, lies inside the margins', () => {
  fc.assert(
    fc.property(walk, ([start, steps]) => {
      const around = (lon: number) => ((((lon + 180) % 360) + 360) % 360) - 180
      const points: Point[] = steps.map(([north, east]) => ({
        lat: start.lat + north / 10,
        lon: around(start.lon + east),
      }))
      const all = [start, ...points]
      const plane = fitPoints(all, 640, 400, 40)
      for (const point of all) {
        expect(plane.x(point)).toBeGreaterThan(39.9)
        expect(plane.x(point)).toBeLessThan(600.1)
        expect(plane.y(point)).toBeGreaterThan(39.9)
        expect(plane.y(point)).toBeLessThan(360.1)
      }
    }),
    { numRuns: 300 },
  )
})

test('a hundred metres north are as many units as the scale says, and north is up', () => {
  const north = { lat: STOCKHOLM.lat + 100 / 111_195, lon: STOCKHOLM.lon }
  const plane = fitPoints([STOCKHOLM, north], 640, 400, 40)
  expect((plane.y(STOCKHOLM) - plane.y(north)) * plane.metresPerUnit).toBeCloseTo(100, 6)
})

test('east and north have the same scale', () => {
  const east = { lat: STOCKHOLM.lat, lon: STOCKHOLM.lon + 0.01 }
  const plane = fitPoints([STOCKHOLM, east], 640, 400, 40)
  // 0.01 degrees of longitude at this latitude: 567.2 m on a sphere of 40,030 km.
  expect((plane.x(east) - plane.x(STOCKHOLM)) * plane.metresPerUnit).toBeCloseTo(567.2, 0)
})

test('a dog that lies still is shown in its surroundings, not in the noise of its receiver', () => {
  const plane = fitPoints([STOCKHOLM], 640, 400, 40)
  expect(plane.x(STOCKHOLM)).toBe(320)
  expect(plane.metresPerUnit * 320).toBeCloseTo(120, 6)
  expect(fitPoints([STOCKHOLM], 400, 640, 40).metresPerUnit * 320).toBeCloseTo(120, 6)
})

test('the scale bar is a round number that fits', () => {
  expect([7, 49, 50, 99, 100, 730, 2_400].map(roundLength)).toEqual([5, 20, 50, 50, 100, 500, 2_000])
})
