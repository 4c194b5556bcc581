import type { Point } from '../map/projection.ts'
import { CORNERS, type Draft, NEW_CIRCLE } from './draft.ts'

/** Why a text gives no zone, by name; each has words under `console.zones.paste.<name>`. */
export type PasteFault =
  | 'not-json'
  | 'not-geojson'
  | 'no-area'
  | 'several'
  | 'holes'
  | 'too-few'
  | 'too-many'
  | 'not-a-number'
  | 'out-of-range'
  | 'swapped'

/** More is no zone of fifty corners. */
export const PASTE_CHARACTERS_MAX = 100_000

type Json = { type?: unknown; coordinates?: unknown; features?: unknown; geometries?: unknown; geometry?: unknown }

/**
 * A zone out of GeoJSON (RFC 7946): a Polygon, or a Point as the middle of a circle, by itself, in a Feature, or alone in a collection. Positions are longitude, latitude;
 * heights are left out, and so is the last position where it repeats the first.
 */
export function readGeoJson(text: string): Draft | PasteFault {
  if (text.length > PASTE_CHARACTERS_MAX) return 'too-many'
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return 'not-json'
  }
  const shapes = geometries(value, 0)
  if (typeof shapes === 'string') return shapes
  const areas = shapes.filter(({ type }) => type === 'Polygon')
  const points = shapes.filter(({ type }) => type === 'Point')
  const [shape, other] = areas.length > 0 ? areas : points
  if (!shape) return 'no-area'
  if (other) return 'several'
  return shape.type === 'Polygon' ? polygon(shape.coordinates) : circle(shape.coordinates)
}

type Geometry = { type: string; coordinates?: unknown }

function geometries(value: unknown, depth: number): Geometry[] | PasteFault {
  if (!isObject(value) || depth > 4) return 'not-geojson'
  const { type } = value
  if (type === 'FeatureCollection' || type === 'GeometryCollection') {
    const inner = type === 'FeatureCollection' ? value.features : value.geometries
    if (!Array.isArray(inner)) return 'not-geojson'
    const found: Geometry[] = []
    for (const one of inner) {
      const more = geometries(one, depth + 1)
      if (typeof more === 'string') return more
      found.push(...more)
    }
    return found
  }
  if (type === 'Feature') return geometries(value.geometry, depth + 1)
  if (type === 'MultiPolygon') {
    const parts = value.coordinates
    if (!Array.isArray(parts)) return 'not-geojson'
    return parts.map((coordinates: unknown) => ({ type: 'Polygon', coordinates }))
  }
  return typeof type === 'string' && KNOWN.has(type) ? [{ ...value, type }] : 'not-geojson'
}

const KNOWN = new Set(['Point', 'MultiPoint', 'LineString', 'MultiLineString', 'Polygon'])

function polygon(rings: unknown): Draft | PasteFault {
  if (!Array.isArray(rings) || !Array.isArray(rings[0])) return 'not-geojson'
  if (rings.length > 1) return 'holes'
  const corners: Point[] = []
  for (const position of rings[0]) {
    const place = placeOf(position)
    if (typeof place === 'string') return place
    corners.push(place)
  }
  const [first, last] = [corners[0], corners.at(-1)]
  if (corners.length > 1 && first?.lat === last?.lat && first?.lon === last?.lon) corners.pop()
  if (corners.length < CORNERS.min) return 'too-few'
  return corners.length > CORNERS.max ? 'too-many' : { type: 'polygon', corners }
}

function circle(position: unknown): Draft | PasteFault {
  const middle = placeOf(position)
  return typeof middle === 'string' ? middle : { ...NEW_CIRCLE, middle }
}

function placeOf(position: unknown): Point | PasteFault {
  if (!Array.isArray(position) || position.length < 2) return 'not-geojson'
  const [lon, lat]: unknown[] = position
  if (typeof lon !== 'number' || typeof lat !== 'number') return 'not-a-number'
  if (!Number.isFinite(lon) || !Number.isFinite(lat)) return 'out-of-range'
  if (Math.abs(lat) > 90) return Math.abs(lat) <= 180 && Math.abs(lon) <= 90 ? 'swapped' : 'out-of-range'
  return Math.abs(lon) > 180 ? 'out-of-range' : { lat, lon }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
