import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import { type Point, type Projection, planeAt } from '../map/projection.ts'
import { type Draft, inserted, moved, placed, RADIUS_M, removed } from './draft.ts'
import { type Handle, handlesOf } from './handles.ts'

/** What part of the world is shown: `metresPerUnit` is how much a pixel of the map is. */
export type View = { middle: Point; metresPerUnit: number }

/** All that drawing goes by. */
export type Board = {
  view: View
  width: number
  height: number
  draft: Draft
  onView: (view: View) => void
  /** @param begins true: the draft before can be gone back to */
  onDraft: (draft: Draft, begins: boolean) => void
}

/** A finger is less exact than this, pixels: what moves no further was a tap. */
const TAP_MOST = 6
const STEP = 12
const FINE_STEP = 1
const ARROWS: Record<string, readonly [x: number, y: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

type Spot = { x: number; y: number }
type Drag = Spot & { far: boolean; handle: Handle | null; from: View }

/** By mouse, pen and finger: a tap on the ground adds a corner, handles are dragged, the ground is dragged to look elsewhere. */
export function usePointers({ view, width, height, draft, onView, onDraft }: Board) {
  const drag = useRef<Drag | null>(null)
  const plane = planeAt(view.middle, view.metresPerUnit, width, height)
  const spot = ({ currentTarget, clientX, clientY }: PointerEvent<SVGSVGElement>): Spot => {
    const box = currentTarget.getBoundingClientRect()
    return { x: ((clientX - box.left) * width) / box.width, y: ((clientY - box.top) * height) / box.height }
  }
  return {
    onPointerDown(event: PointerEvent<SVGSVGElement>): void {
      if (event.button !== 0 || drag.current) return
      const key = event.target instanceof Element ? event.target.closest('[data-handle]') : null
      const handle = handlesOf(draft).find(({ id }) => id === key?.getAttribute('data-handle')) ?? null
      event.currentTarget.setPointerCapture(event.pointerId)
      drag.current = { ...spot(event), far: false, handle, from: view }
    },
    onPointerMove(event: PointerEvent<SVGSVGElement>): void {
      const { current } = drag
      if (!current) return
      const { x, y } = spot(event)
      const begins = !current.far
      if (begins && Math.hypot(x - current.x, y - current.y) < TAP_MOST) return
      current.far = true
      const { handle } = current
      if (!handle) {
        const before = planeAt(current.from.middle, view.metresPerUnit, width, height)
        onView({ ...view, middle: before.place(width / 2 + current.x - x, height / 2 + current.y - y) })
      } else if (handle.kind === 'between') {
        onDraft(inserted(draft, handle.at, plane.place(x, y)), true)
        current.handle = { ...handle, kind: 'corner' }
      } else onDraft(pulled(draft, handle, plane.place(x, y)), begins)
    },
    onPointerUp(event: PointerEvent<SVGSVGElement>): void {
      const { current } = drag
      drag.current = null
      if (!current || current.far) return
      const { x, y } = spot(event)
      const { handle } = current
      if (!handle) onDraft(placed(draft, plane.place(x, y)), true)
      else if (handle.kind === 'between') onDraft(inserted(draft, handle.at, handle.place), true)
    },
    onPointerCancel(): void {
      drag.current = null
    },
  }
}

/** Arrows on the ground look around, `+` and `-` nearer and further, Enter adds a corner in the middle. */
export function groundKey(event: KeyboardEvent<SVGSVGElement>, board: Board): void {
  const { view, width, height, draft, onView, onDraft } = board
  if (event.target !== event.currentTarget) return
  const way = ARROWS[event.key]
  if (way) {
    const plane = planeAt(view.middle, view.metresPerUnit, width, height)
    onView({ ...view, middle: plane.place(width / 2 + way[0] * 4 * STEP, height / 2 + way[1] * 4 * STEP) })
  } else if (event.key === '+' || event.key === '-')
    onView({ ...view, metresPerUnit: view.metresPerUnit * (event.key === '-' ? 1.5 : 1 / 1.5) })
  else if (event.key === 'Enter') onDraft(placed(draft, view.middle), true)
  else return
  event.preventDefault()
}

/** Arrows on a handle move it (with Shift: finely), Delete takes a corner away, Enter half way along an edge adds one. */
export function handleKey(event: KeyboardEvent, handle: Handle, plane: Projection, { draft, onDraft }: Board): void {
  const way = ARROWS[event.key]
  const step = event.shiftKey ? FINE_STEP : STEP
  if (way) {
    const place = plane.place(plane.x(handle.place) + way[0] * step, plane.y(handle.place) + way[1] * step)
    onDraft(handle.kind === 'between' ? inserted(draft, handle.at, place) : pulled(draft, handle, place), true)
  } else if (handle.kind === 'corner' && (event.key === 'Delete' || event.key === 'Backspace'))
    onDraft(removed(draft, handle.at), true)
  else if (handle.kind === 'between' && event.key === 'Enter') onDraft(inserted(draft, handle.at, handle.place), true)
  else return
  event.preventDefault()
}

function pulled(draft: Draft, handle: Handle, place: Point): Draft {
  if (handle.kind !== 'rim') return moved(draft, handle.at, place)
  if (draft.type !== 'circle' || !draft.middle) return draft
  const { middle } = draft
  const east = (place.lon - middle.lon) * Math.cos((middle.lat * Math.PI) / 180)
  const radiusM = Math.round(Math.hypot(east, place.lat - middle.lat) * 111_195)
  return { ...draft, radiusM: Math.max(RADIUS_M.min, Math.min(RADIUS_M.max, radiusM)) }
}
