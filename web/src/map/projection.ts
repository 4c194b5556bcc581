export type Point = { lat: number; lon: number }

/** A plane around a place on earth, laid into a picture. */
export type Projection = {
  x(point: Point): number
  y(point: Point): number
  /** The place that is drawn there, to 0.000001 degrees: a tenth of a metre. */
  place(x: number, y: number): Point
  middle: Point
  /** Metres that one unit of the picture is wide. */
  metresPerUnit: number
}

/** Mean length of a degree of latitude on WGS 84. */
const METRES_PER_DEGREE = 111_195
/** A dog that lies still must not turn the receiver's noise into a journey. */
const SPAN_METRES_MIN = 120

/**
 * An equirectangular plane whose scale is right at the points' middle: exact enough for what a dog walks in a day.
 * @param points at least one
 */
export function fitPoints(points: readonly Point[], width: number, height: number, margin: number): Projection {
  const first = points[0] ?? { lat: 0, lon: 0 }
  // A track across the 180th meridian stays in one piece.
  const east = ({ lon }: Point): number => turned(lon - first.lon)
  const easts = points.map(east)
  const lats = points.map(({ lat }) => lat)
  const middle = { lat: mean(lats), east: mean(easts) }
  const perDegreeEast = METRES_PER_DEGREE * Math.max(0.01, Math.cos((middle.lat * Math.PI) / 180))
  const wide = Math.max(SPAN_METRES_MIN, spread(easts) * perDegreeEast)
  const high = Math.max(SPAN_METRES_MIN, spread(lats) * METRES_PER_DEGREE)
  const metresPerUnit = Math.max(wide / (width - 2 * margin), high / (height - 2 * margin))
  return planeAt({ lat: middle.lat, lon: turned(first.lon + middle.east) }, metresPerUnit, width, height)
}

/** The same plane around a place of one's choice. */
export function planeAt(middle: Point, metresPerUnit: number, width: number, height: number): Projection {
  const perDegreeEast = METRES_PER_DEGREE * Math.max(0.01, Math.cos((middle.lat * Math.PI) / 180))
  const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6
  return {
    x: ({ lon }) => width / 2 + (turned(lon - middle.lon) * perDegreeEast) / metresPerUnit,
    y: ({ lat }) => height / 2 - ((lat - middle.lat) * METRES_PER_DEGREE) / metresPerUnit,
    place: (x, y) => ({
      lat: round(Math.max(-90, Math.min(90, middle.lat + ((height / 2 - y) * metresPerUnit) / METRES_PER_DEGREE))),
      lon: round(turned(middle.lon + ((x - width / 2) * metresPerUnit) / perDegreeEast)),
    }),
    middle,
    metresPerUnit,
  }
}

/** The shorter way around. */
function turned(degrees: number): number {
  return ((((degrees + 180) % 360) + 360) % 360) - 180
}

/** The largest of 1, 2, 5 times a power of ten that is not above `most`. */
export function roundLength(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most))
  return ([5, 2, 1].find((step) => step * power <= most) ?? 1) * power
}

/** Half way between the extremes. */
function mean(values: readonly number[]): number {
  const [low, high] = extremes(values)
  return (low + high) / 2
}

function spread(values: readonly number[]): number {
  const [low, high] = extremes(values)
  return high - low
}

/** A loop, because a track may have more points than a call may have arguments. */
function extremes(values: readonly number[]): [low: number, high: number] {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  return [low, high]
}
