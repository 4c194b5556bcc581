import { type FormEvent, useState } from 'react'
import type { Zone, ZoneBody } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { fitPoints, type Point } from '../map/projection.ts'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { CoordinateList } from './CoordinateList.tsx'
import { areaM2, CORNERS, type Draft, faultOf, placed, placesOf, removed, shapeOf } from './draft.ts'
import type { Board, View } from './drawing.ts'
import { PasteBox } from './PasteBox.tsx'
import { useWidth } from './use-width.ts'
import { ZoneMap } from './ZoneMap.tsx'

type Props = {
  zone: Zone | null
  first: Draft
  track: readonly Point[]
  here: Point | undefined
  others: readonly Zone[]
  save: (body: ZoneBody) => Promise<unknown>
  onDone: () => void
  onCancel: () => void
}

const MARGIN = 44
/** Where nobody has been yet, the map begins somewhere. */
const NOWHERE = { lat: 59.33, lon: 18.07 }
const UNDO_MAX = 100

/** Draws a zone, or one anew: on a map, by coordinates, or from GeoJSON. */
export function ZoneEditor(props: Props) {
  const { zone, here, track, others } = props
  const { text } = useLanguage()
  const [draft, setDraft] = useState(props.first)
  const [past, setPast] = useState<readonly Draft[]>([])
  const [width, frame] = useWidth(560)
  const height = Math.round(Math.max(300, Math.min(480, width * 0.7)))
  const fitted = (to: Draft): View => {
    const own = placesOf(to)
    const around = own.length > 0 ? own : [...track, ...(here ? [here] : [])]
    return fitPoints(around.length > 0 ? around : [NOWHERE], width, height, MARGIN)
  }
  const [chosen, setView] = useState<View | null>(null)
  // Until somebody looks elsewhere the map stays as it was at first, also when it becomes as wide as the screen lets it.
  const view = chosen ?? fitted(props.first)
  const { working, trouble, act } = useAct(props.onDone)

  const change = (to: Draft, begins = true): void => {
    if (begins) setPast((before) => [...before, draft].slice(-UNDO_MAX))
    setDraft(to)
  }
  const undo = (): void => {
    const last = past.at(-1)
    if (!last) return
    setDraft(last)
    setPast(past.slice(0, -1))
  }
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const shape = shapeOf(draft)
    const form = new FormData(event.currentTarget)
    if (!shape) return
    const told = { onLeft: form.has('left'), onEntered: form.has('entered') }
    act(props.save({ name: String(form.get('name')).trim(), shape, ...told }))
  }
  const board = { view, width, height, draft, onView: setView, onDraft: change }
  return (
    <form className="form" onSubmit={submit} data-testid="zone-editor">
      <p className="soft">{text(`console.zones.how.${draft.type}`)}</p>
      <div ref={frame}>
        <ZoneMap {...board} track={track} here={here} others={others} />
      </div>
      <Tools board={board} onFit={() => setView(fitted(draft))} undo={past.length > 0 ? undo : null} />
      <Standing draft={draft} />
      <CoordinateList draft={draft} onDraft={change} />
      <PasteBox
        onDraft={(to) => {
          change(to)
          setView(fitted(to))
        }}
      />
      <ZoneFields zone={zone} />
      {trouble && <TroubleNotice trouble={trouble} />}
      <div className="buttons">
        <button type="button" onClick={props.onCancel}>
          {text('console.zones.cancel')}
        </button>
        <button type="submit" className="primary" disabled={working || shapeOf(draft) === null} data-testid="zone-save">
          {text('console.zones.save')}
        </button>
      </div>
    </form>
  )
}

type ToolsProps = { board: Board; onFit: () => void; undo: (() => void) | null }

/** What is done to the map and the drawing as a whole. */
function Tools({ board, onFit, undo }: ToolsProps) {
  const { view, draft, onView, onDraft } = board
  const { text } = useLanguage()
  const nearer = (factor: number) => () => onView({ ...view, metresPerUnit: view.metresPerUnit * factor })
  return (
    <div className="tools">
      <button type="button" aria-label={text('console.zones.nearer')} onClick={nearer(1 / 1.5)}>
        +
      </button>
      <button type="button" aria-label={text('console.zones.further')} onClick={nearer(1.5)}>
        −
      </button>
      <button type="button" onClick={onFit}>
        {text('console.zones.fit')}
      </button>
      <button type="button" data-testid="zone-place" onClick={() => onDraft(placed(draft, view.middle), true)}>
        {text(`console.zones.place.${draft.type}`)}
      </button>
      <button type="button" disabled={undo === null} data-testid="zone-undo" onClick={() => undo?.()}>
        {text('console.zones.undo')}
      </button>
      {draft.type === 'polygon' && (
        <button
          type="button"
          disabled={draft.corners.length === 0}
          onClick={() => onDraft(removed(draft, draft.corners.length - 1), true)}
        >
          {text('console.zones.removeLast')}
        </button>
      )}
    </div>
  )
}

/** How far the drawing is, or what is wrong with it. */
function Standing({ draft }: { draft: Draft }) {
  const { text, format } = useLanguage()
  const fault = faultOf(draft)
  const count = draft.type === 'polygon' ? draft.corners.length : 0
  const [edge = 0, other = 0] = fault?.name === 'crossing' ? fault.edges : []
  const begun = fault?.name === 'middle' || (fault?.name === 'points' && count < CORNERS.min)
  const next = (at: number): number => (at % Math.max(1, count)) + 1
  return (
    <div aria-live="polite" data-testid="zone-standing" data-fault={fault?.name}>
      {draft.type === 'polygon' && (
        <p className="soft">
          {text('console.zones.count', { count, most: CORNERS.max })}
          {!fault && ` · ${format.area(areaM2(draft))}`}
        </p>
      )}
      {draft.type === 'circle' && !fault && <p className="soft">{format.area(areaM2(draft))}</p>}
      {fault && (
        <p className={begun ? 'soft' : 'notice bad'}>
          {text(`console.zones.fault.${fault.name}`, {
            ...{ a: edge, b: next(edge), c: other, d: next(other) },
            left: Math.max(0, CORNERS.min - count),
          })}
        </p>
      )}
    </div>
  )
}

function ZoneFields({ zone }: { zone: Zone | null }) {
  const { text } = useLanguage()
  return (
    <>
      <label htmlFor="zone-name">{text('console.zones.name')}</label>
      <input id="zone-name" name="name" maxLength={60} required pattern=".*\S.*" defaultValue={zone?.name} />
      <label className="tick">
        <input type="checkbox" name="left" defaultChecked={zone?.onLeft ?? true} /> {text('console.zones.left')}
      </label>
      <label className="tick">
        <input type="checkbox" name="entered" defaultChecked={zone?.onEntered ?? false} />{' '}
        {text('console.zones.entered')}
      </label>
    </>
  )
}
