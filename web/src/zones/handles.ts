import type { Point } from '../map/projection.ts'
import { CORNERS, type Draft } from './draft.ts'

/** What a draft is taken by. `between`: half way along the edge that ends at corner `at`, where a corner more can be pulled out. */
export type Handle = { id: string; kind: 'corner' | 'between' | 'middle' | 'rim'; at: number; place: Point }

/** In the order in which the keyboard goes over them. */
export function handlesOf(draft: Draft): Handle[] {
  if (draft.type === 'circle') {
    const { middle, radiusM } = draft
    if (!middle) return []
    const east = radiusM / 111_195 / Math.max(0.01, Math.cos((middle.lat * Math.PI) / 180))
    return [
      { id: 'middle', kind: 'middle', at: 0, place: middle },
      { id: 'rim', kind: 'rim', at: 0, place: { lat: middle.lat, lon: middle.lon + (east || 0) } },
    ]
  }
  const { corners } = draft
  const handles = corners.map((place, at): Handle => ({ id: `corner ${at}`, kind: 'corner', at, place }))
  if (corners.length < CORNERS.min || corners.length >= CORNERS.max) return handles
  return corners.flatMap((place, at) => {
    const next = corners[(at + 1) % corners.length] ?? place
    const half = { lat: (place.lat + next.lat) / 2, lon: (place.lon + next.lon) / 2 }
    return [handles[at], { id: `between ${at + 1}`, kind: 'between' as const, at: at + 1, place: half }].filter(
      (handle) => handle !== undefined,
    )
  })
}
