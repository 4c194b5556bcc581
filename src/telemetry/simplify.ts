/** A place of a track, in degrees. */
export type Place = { lat: number; lon: number }

/** Points that are looked at together: a bound on memory, and on the work between two turns. */
export const WINDOW_POINTS = 500

/** Mean radius of the earth (IUGG): R1. */
const EARTH_M = 6_371_008.8
const RAD = Math.PI / 180

/**
 * Leaves out points that lie within `tolerance_m` metres of the line between their kept neighbours (Douglas and Peucker 1973), in windows of 500 points: the ends of
 * every window are kept. Order and the first and last point stay.
 * @param tolerance_m 0 keeps every point
 */
export function simplifier<P extends Place>(tolerance_m: number): { take(point: P): P[]; end(): P[] } {
  let window: P[] = []
  return {
    take(point) {
      window.push(point)
      if (tolerance_m === 0) return window.splice(0)
      if (window.length < WINDOW_POINTS) return []
      const kept = simplified(window, tolerance_m)
      window = kept.splice(-1)
      return kept
    },
    end: () => simplified(window.splice(0), tolerance_m),
  }
}

/** Douglas-Peucker over one window. */
function simplified<P extends Place>(points: readonly P[], tolerance_m: number): P[] {
  const keep = new Set([0, points.length - 1])
  const open: [first: number, last: number][] = [[0, points.length - 1]]
  for (let pair = open.pop(); pair; pair = open.pop()) {
    const [first, last] = pair
    const [a, b] = [points[first], points[last]]
    if (!a || !b) continue
    let farthest = first
    let most_m = tolerance_m
    for (let at = first + 1; at < last; at++) {
      const point = points[at]
      const away_m = point ? offLine_m(point, a, b) : 0
      if (away_m <= most_m) continue
      farthest = at
      most_m = away_m
    }
    if (farthest === first) continue
    keep.add(farthest)
    open.push([first, farthest], [farthest, last])
  }
  return points.filter((_, at) => keep.has(at))
}

/** Distance of a point from the line between two others, metres; on the plane that touches the earth at the point, where what is near it is true. */
export function offLine_m(point: Place, a: Place, b: Place): number {
  const [ax, ay] = metresFrom(point, a)
  const [bx, by] = metresFrom(point, b)
  const [dx, dy] = [bx - ax, by - ay]
  const length = dx * dx + dy * dy
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, -(ax * dx + ay * dy) / length))
  return Math.hypot(ax + along * dx, ay + along * dy)
}

function metresFrom(origin: Place, { lat, lon }: Place): [x: number, y: number] {
  // The shorter way around the earth.
  const east = ((lon - origin.lon + 540) % 360) - 180
  return [east * RAD * EARTH_M * Math.cos(origin.lat * RAD), (lat - origin.lat) * RAD * EARTH_M]
}
