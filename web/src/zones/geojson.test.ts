import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type PasteFault, readGeoJson } from './geojson.ts'

const ring = [
  [15, 59],
  [15.01, 59],
  [15.01, 59.01, 12],
  [15, 59],
]
const area = { type: 'Polygon', coordinates: [ring] }
const feature = (geometry: object) => ({ type: 'Feature', properties: {}, geometry })

test('an area is taken by itself, in a feature and alone in a collection, without its last corner and heights', () => {
  const corners = [
    { lat: 59, lon: 15 },
    { lat: 59, lon: 15.01 },
    { lat: 59.01, lon: 15.01 },
  ]
  const line = feature({ type: 'LineString', coordinates: ring })
  for (const text of [area, feature(area), { type: 'FeatureCollection', features: [line, feature(area)] }])
    expect(readGeoJson(JSON.stringify(text))).toEqual({ type: 'polygon', corners })
  const alone = { type: 'MultiPolygon', coordinates: [[ring]] }
  expect(readGeoJson(JSON.stringify(alone))).toEqual({ type: 'polygon', corners })
})

test('a place becomes the middle of a circle', () => {
  const place = { type: 'Point', coordinates: [15, 59] }
  expect(readGeoJson(JSON.stringify(place))).toMatchObject({ type: 'circle', middle: { lat: 59, lon: 15 } })
})

const many = Array.from({ length: 51 }, (_, at) => [15 + at / 1000, 59])
test.each<[PasteFault, unknown]>([
  ['not-geojson', 1],
  ['not-geojson', { type: 'Circle' }],
  ['not-geojson', { type: 'Polygon', coordinates: 'x' }],
  ['not-geojson', { type: 'Feature', geometry: null }],
  ['no-area', { type: 'LineString', coordinates: ring }],
  ['no-area', { type: 'FeatureCollection', features: [] }],
  ['several', { type: 'MultiPolygon', coordinates: [[ring], [ring]] }],
  ['holes', { type: 'Polygon', coordinates: [ring, ring] }],
  ['too-few', { type: 'Polygon', coordinates: [ring.slice(2)] }],
  ['too-many', { type: 'Polygon', coordinates: [many] }],
  ['not-a-number', { type: 'Polygon', coordinates: [[['15', 59]]] }],
  ['swapped', { type: 'Polygon', coordinates: [[[59, 115]]] }],
  ['out-of-range', { type: 'Polygon', coordinates: [[[15, 259]]] }],
])('%s: %j', (fault, value) => {
  expect(readGeoJson(JSON.stringify(value))).toBe(fault)
})

test('any text and any value gives a draft or the name of a fault', () => {
  expect(readGeoJson('{')).toBe('not-json')
  expect(readGeoJson('9'.repeat(200_000))).toBe('too-many')
  fc.assert(fc.property(fc.json(), (text) => void expect(readGeoJson(text)).toBeTruthy()))
})
