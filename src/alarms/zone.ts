import { crossingOf } from './crossing.ts'

/** WGS 84 degrees. */
export type Point = readonly [lat: number, lon: number]

/** Where an animal is safe. */
export type ZoneShape =
  | { type: 'circle'; lat: number; lon: number; radiusM: number }
  | { type: 'polygon'; points: readonly Point[] }

/** How far inside its edge a place is, metres; outside less than 0. */
export type Depth = (lat: number, lon: number) => number

/** A fix may be off by this though it says less, metres: a collar on the edge of a zone is on neither side of it. */
export const EDGE_M = 25
/** So large that its middle is inside for sure. */
export const RADIUS_M = { min: 30, max: 50_000 }
export const POLYGON_POINTS = { min: 3, max: 50 }
/** A polygon's extent: on a plane of this size metres are metres to one in a thousand. */
const EXTENT_M_MAX = 100_000
const EARTH_M = 6_371_008.8
const RAD = Math.PI / 180

/** A search for a place inside looks at so many at most: what is that odd is let pass. */
const PLACES_MAX = 20_000

export type ShapeFault = 'radius' | 'points' | 'place' | 'too-large' | 'crossing' | 'too-narrow'

/** What is wrong with a shape; null: nothing. */
export function shapeFault(shape: ZoneShape): ShapeFault | null {
  if (shape.type === 'circle') {
    if (!isPlace(shape.lat, shape.lon)) return 'place'
    return shape.radiusM >= RADIUS_M.min && shape.radiusM <= RADIUS_M.max ? null : 'radius'
  }
  const { points } = shape
  if (points.length < POLYGON_POINTS.min || points.length > POLYGON_POINTS.max) return 'points'
  const [first] = points
  if (!first || !points.every(([lat, lon]) => isPlace(lat, lon))) return 'place'
  if (!points.every(([lat, lon]) => metresBetween(first, lat, lon) <= EXTENT_M_MAX)) return 'too-large'
  // On a plane of its own, so that a zone across the 180th meridian is in one piece.
  const flat = points.map(([lat, lon]): Point => [lat, turned(lon - first[1])])
  if (crossingOf(flat)) return 'crossing'
  return holdsAnimal(flat) ? null : 'too-narrow'
}

/** Whether there is a place in it that is so far from its edge that a collar there is inside for sure: a zone without one would never tell of anything. */
function holdsAnimal(points: readonly Point[]): boolean {
  const depth = depthOf({ type: 'polygon', points })
  const [lats, lons] = [points.map(([lat]) => lat), points.map(([, lon]) => lon)]
  const [south, north, west, east] = [Math.min(...lats), Math.max(...lats), Math.min(...lons), Math.max(...lons)]
  let cells: [lat: number, lon: number, high: number, wide: number][] = [
    [(south + north) / 2, (west + east) / 2, north - south, east - west],
  ]
  for (let seen = 0; cells.length > 0; ) {
    const next: typeof cells = []
    for (const [lat, lon, high, wide] of cells) {
      const here = depth(lat, lon)
      if (here >= EDGE_M || ++seen > PLACES_MAX) return true
      const [up, right] = [
        metresBetween([lat, lon], lat + high / 2, lon),
        metresBetween([lat, lon], lat, lon + wide / 2),
      ]
      const reach = Math.hypot(up, right)
      if (here + reach < EDGE_M || reach < 1) continue
      // Halved across, so that what is left becomes as wide as it is high.
      if (up > right) next.push([lat - high / 4, lon, high / 2, wide], [lat + high / 4, lon, high / 2, wide])
      else next.push([lat, lon - wide / 4, high, wide / 2], [lat, lon + wide / 4, high, wide / 2])
    }
    cells = next
  }
  return false
}

/** Metres from a place to another, on a plane that touches the earth between them: for distances of zones. */
export function metresBetween([lat0, lon0]: Point, lat: number, lon: number): number {
  const x = turned(lon - lon0) * Math.cos(((lat + lat0) / 2) * RAD)
  const y = lat - lat0
  return Math.sqrt(x * x + y * y) * RAD * EARTH_M
}

/** Makes what is asked of a shape for each fix as cheap as it can be. */
export function depthOf(shape: ZoneShape): Depth {
  if (shape.type === 'circle') {
    const centre: Point = [shape.lat, shape.lon]
    return (lat, lon) => shape.radiusM - metresBetween(centre, lat, lon)
  }
  const [lat0 = 0, lon0 = 0] = shape.points[0] ?? []
  const perLat = RAD * EARTH_M
  const perLon = perLat * Math.cos(lat0 * RAD)
  const xs = shape.points.map(([, lon]) => turned(lon - lon0) * perLon)
  const ys = shape.points.map(([lat]) => (lat - lat0) * perLat)
  return (lat, lon) => polygonDepth(xs, ys, turned(lon - lon0) * perLon, (lat - lat0) * perLat)
}

/** Even-odd rule, and the distance to the nearest edge. */
function polygonDepth(xs: readonly number[], ys: readonly number[], x: number, y: number): number {
  let inside = false
  let nearest = Number.POSITIVE_INFINITY
  for (let i = 0, j = xs.length - 1; i < xs.length; j = i++) {
    const [xi = 0, yi = 0, xj = 0, yj = 0] = [xs[i], ys[i], xs[j], ys[j]]
    const [dx, dy] = [xj - xi, yj - yi]
    if (yi > y !== yj > y && x < (dx * (y - yi)) / dy + xi) inside = !inside
    const along = Math.max(0, Math.min(1, ((x - xi) * dx + (y - yi) * dy) / (dx * dx + dy * dy || 1)))
    const [ex, ey] = [x - xi - along * dx, y - yi - along * dy]
    nearest = Math.min(nearest, ex * ex + ey * ey)
  }
  return inside ? Math.sqrt(nearest) : -Math.sqrt(nearest)
}

/** The shorter way around. */
function turned(degrees: number): number {
  return degrees > 180 ? degrees - 360 : degrees < -180 ? degrees + 360 : degrees
}

function isPlace(lat: number, lon: number): boolean {
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180
}
