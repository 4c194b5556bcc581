import type { Zone } from '../api-types.ts'
import type { Point } from '../map/projection.ts'

/** A zone while it is being drawn: a circle may have no middle yet, and a polygon too few corners. */
export type Draft = CircleDraft | PolygonDraft
export type CircleDraft = { type: 'circle'; middle: Point | null; radiusM: number }
export type PolygonDraft = { type: 'polygon'; corners: readonly Point[] }

/** What keeps a draft from being a zone, by the server's own names; `edges` of a crossing count from 1. */
export type DraftFault =
  | { name: 'middle' | 'radius' | 'points' | 'place' }
  | { name: 'crossing'; edges: [number, number] }

/** What the server takes. */
export const RADIUS_M = { min: 30, max: 50_000 }
export const CORNERS = { min: 3, max: 50 }
const FIRST_RADIUS_M = 200

export const NEW_CIRCLE: CircleDraft = { type: 'circle', middle: null, radiusM: FIRST_RADIUS_M }
export const NEW_POLYGON: PolygonDraft = { type: 'polygon', corners: [] }

export function draftOf({ shape }: Pick<Zone, 'shape'>): Draft {
  if (shape.type === 'circle')
    return { type: 'circle', middle: { lat: shape.lat, lon: shape.lon }, radiusM: Math.round(shape.radiusM) }
  return { type: 'polygon', corners: shape.points.map(([lat, lon]) => ({ lat, lon })) }
}

/** @returns null while `faultOf` names a fault */
export function shapeOf(draft: Draft): Zone['shape'] | null {
  if (faultOf(draft)) return null
  if (draft.type === 'polygon')
    return { type: 'polygon', points: draft.corners.map(({ lat, lon }): [number, number] => [lat, lon]) }
  return draft.middle && { type: 'circle', ...draft.middle, radiusM: draft.radiusM }
}

/** The places of a draft, for a map that has to show them all. */
export function placesOf(draft: Draft): Point[] {
  if (draft.type === 'polygon') return [...draft.corners]
  if (!draft.middle) return []
  const { lat, lon } = draft.middle
  const up = draft.radiusM / 111_195
  const right = up / Math.max(0.01, Math.cos((lat * Math.PI) / 180))
  return [
    { lat: lat + up, lon },
    { lat: lat - up, lon },
    { lat, lon: lon + right },
    { lat, lon: lon - right },
  ]
}

/** A corner more behind the last, or the middle of a circle; a polygon that is full stays as it is. */
export function placed(draft: Draft, place: Point): Draft {
  if (draft.type === 'circle') return { ...draft, middle: place }
  return inserted(draft, draft.corners.length, place)
}

/** A corner more, before the one that stands there now. */
export function inserted(draft: Draft, at: number, place: Point): Draft {
  if (draft.type === 'circle' || draft.corners.length >= CORNERS.max) return draft
  return { ...draft, corners: [...draft.corners.slice(0, at), place, ...draft.corners.slice(at)] }
}

export function moved(draft: Draft, at: number, place: Point): Draft {
  if (draft.type === 'circle') return { ...draft, middle: place }
  return { ...draft, corners: draft.corners.map((corner, one) => (one === at ? place : corner)) }
}

export function removed(draft: Draft, at: number): Draft {
  if (draft.type === 'circle') return draft
  return { ...draft, corners: draft.corners.filter((_, one) => one !== at) }
}

export function faultOf(draft: Draft): DraftFault | null {
  if (draft.type === 'circle') {
    const { middle, radiusM } = draft
    if (!middle) return { name: 'middle' }
    if (!isPlace(middle)) return { name: 'place' }
    return radiusM >= RADIUS_M.min && radiusM <= RADIUS_M.max ? null : { name: 'radius' }
  }
  const { corners } = draft
  if (corners.length < CORNERS.min || corners.length > CORNERS.max) return { name: 'points' }
  if (!corners.every(isPlace)) return { name: 'place' }
  const edges = crossingEdges(corners)
  return edges && { name: 'crossing', edges: [edges[0] + 1, edges[1] + 1] }
}

/** The first two edges, counted from 0, that touch though they are no neighbours, or fold back on each other. */
export function crossingEdges(corners: readonly Point[]): [number, number] | null {
  const [first] = corners
  if (!first) return null
  // A zone across the 180th meridian stays in one piece.
  const flat = corners.map(({ lat, lon }): Flat => [((((lon - first.lon + 180) % 360) + 360) % 360) - 180, lat])
  const corner = (at: number): Flat => flat[at % flat.length] ?? [0, 0]
  for (let i = 0; i < flat.length; i++) {
    for (let j = i + 1; j < flat.length; j++) {
      const [a, b, c, d] = [corner(i), corner(i + 1), corner(j), corner(j + 1)]
      const last = (j + 1) % flat.length === i
      if (j === i + 1 ? foldsBack(a, b, d) : last ? foldsBack(c, a, b) : meet(a, b, c, d)) return [i, j]
    }
  }
  return null
}

type Flat = readonly [x: number, y: number]

function side([ax, ay]: Flat, [bx, by]: Flat, [cx, cy]: Flat): number {
  return Math.sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax))
}

function foldsBack(a: Flat, b: Flat, c: Flat): boolean {
  return side(a, b, c) === 0 && (a[0] - b[0]) * (c[0] - b[0]) + (a[1] - b[1]) * (c[1] - b[1]) >= 0
}

function meet(a: Flat, b: Flat, c: Flat, d: Flat): boolean {
  const boxes = [0, 1] as const
  const apart = boxes.some(
    (axis) =>
      Math.max(a[axis], b[axis]) < Math.min(c[axis], d[axis]) ||
      Math.max(c[axis], d[axis]) < Math.min(a[axis], b[axis]),
  )
  return !apart && side(a, b, c) * side(a, b, d) <= 0 && side(c, d, a) * side(c, d, b) <= 0
}

function isPlace({ lat, lon }: Point): boolean {
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180
}

/** Square metres, of a polygon that does not cross itself. */
export function areaM2(draft: Draft): number {
  if (draft.type === 'circle') return Math.PI * draft.radiusM ** 2
  const { corners } = draft
  const [first] = corners
  if (!first) return 0
  const perLon = 111_195 * Math.cos((first.lat * Math.PI) / 180)
  const xy = corners.map(({ lat, lon }) => [(lon - first.lon) * perLon, (lat - first.lat) * 111_195] as const)
  const twice = xy.reduce((sum, [x, y], at) => {
    const [nx = 0, ny = 0] = xy[(at + 1) % xy.length] ?? []
    return sum + x * ny - nx * y
  }, 0)
  return Math.abs(twice) / 2
}
