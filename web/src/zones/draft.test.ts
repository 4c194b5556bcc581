import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitPoints, planeAt } from '../map/projection.ts'
import {
  areaM2,
  CORNERS,
  type Draft,
  draftOf,
  faultOf,
  inserted,
  moved,
  NEW_CIRCLE,
  NEW_POLYGON,
  placed,
  removed,
  shapeOf,
} from './draft.ts'

const at = (lat: number, lon: number) => ({ lat, lon })
const square = [at(59, 15), at(59.01, 15), at(59.01, 15.02), at(59, 15.02)].reduce<Draft>(placed, NEW_POLYGON)

test('corners are added behind the last, put between, moved and removed', () => {
  expect(faultOf(NEW_POLYGON)).toEqual({ name: 'points' })
  expect(faultOf(square)).toBeNull()
  const five = inserted(square, 1, at(59.005, 14.99))
  expect(shapeOf(five)).toMatchObject({
    points: [[59, 15], [59.005, 14.99], [59.01, 15], expect.anything(), expect.anything()],
  })
  expect(removed(five, 1)).toEqual(square)
  expect(shapeOf(moved(square, 3, at(59, 15.03)))).toMatchObject({ points: { 3: [59, 15.03] } })
})

test('edges that cross are named, and no shape is made of them', () => {
  const bow = moved(moved(square, 2, at(59, 15.02)), 3, at(59.01, 15.02))
  expect(faultOf(bow)).toEqual({ name: 'crossing', edges: [2, 4] })
  expect(shapeOf(bow)).toBeNull()
  expect(faultOf(placed(square, at(59, 15)))).toEqual({ name: 'crossing', edges: [1, 4] })
})

test('a polygon takes fifty corners and no more', () => {
  let draft: Draft = NEW_POLYGON
  for (let corner = 0; corner < 60; corner++) draft = placed(draft, at(59 + corner / 1000, 15))
  expect(draft.type === 'polygon' && draft.corners).toHaveLength(CORNERS.max)
})

test('a circle wants a middle and a radius that the server takes', () => {
  expect(faultOf(NEW_CIRCLE)).toEqual({ name: 'middle' })
  const circle = placed(NEW_CIRCLE, at(59, 15))
  expect(shapeOf(circle)).toEqual({ type: 'circle', lat: 59, lon: 15, radiusM: 200 })
  for (const radiusM of [29, 50_001, Number.NaN])
    expect(faultOf({ ...circle, radiusM } as Draft)).toEqual({ name: 'radius' })
})

test('a shape is drawn again as it was', () => {
  for (const draft of [square, placed(NEW_CIRCLE, at(59, 15))])
    expect(draftOf({ shape: shapeOf(draft) ?? { type: 'polygon', points: [] } })).toEqual(draft)
})

test('a hundredth of a degree by two is a bit more than a square kilometre at 59 degrees north', () => {
  expect(areaM2(square) / 1e6).toBeCloseTo(1.27, 1)
})

test('the place that is drawn somewhere is drawn there again', () => {
  const number = (min: number, max: number) => fc.double({ min, max, noNaN: true })
  fc.assert(
    fc.property(number(-80, 80), number(-180, 180), number(0, 640), number(0, 400), (lat, lon, x, y) => {
      const plane = planeAt(at(lat, lon), 1, 640, 400)
      const place = plane.place(x, y)
      expect(Math.hypot(plane.x(place) - x, plane.y(place) - y)).toBeLessThan(0.2)
      const fitted = fitPoints([at(lat, lon)], 640, 400, 44)
      expect(fitted.x(fitted.middle)).toBeCloseTo(320)
    }),
  )
})
