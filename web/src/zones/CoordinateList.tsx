import { useState } from 'react'
import { useLanguage } from '../language/language.tsx'
import type { Point } from '../map/projection.ts'
import { NumberField } from '../parts/NumberField.tsx'
import { CORNERS, type Draft, moved, placed, RADIUS_M, removed } from './draft.ts'

type Props = { draft: Draft; onDraft: (draft: Draft) => void }

/** The same zone in numbers, for whoever does not draw. */
export function CoordinateList({ draft, onDraft }: Props) {
  const { text } = useLanguage()
  const places = draft.type === 'polygon' ? draft.corners : draft.middle ? [draft.middle] : []
  const full = draft.type === 'polygon' ? places.length >= CORNERS.max : places.length > 0
  return (
    <>
      {draft.type === 'circle' && (
        <NumberField
          label={text('console.zones.radius')}
          value={draft.radiusM}
          min={RADIUS_M.min}
          max={RADIUS_M.max}
          onValue={(radiusM) => onDraft({ ...draft, radiusM: Math.round(radiusM) })}
          testId="zone-radius"
        />
      )}
      <details data-testid="zone-coordinates">
        <summary>{text('console.zones.coordinates')}</summary>
        <ol className="coordinates">
          {places.map((place, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a corner is known by its place in the order
            <li key={at}>
              <PlaceFields
                place={place}
                title={draft.type === 'circle' ? text('console.zones.handle.middle') : String(at + 1)}
                onPlace={(to) => onDraft(moved(draft, at, to))}
              />
              {draft.type === 'polygon' && (
                <button
                  type="button"
                  className="quiet"
                  aria-label={text('console.zones.removeCorner', { at: at + 1 })}
                  onClick={() => onDraft(removed(draft, at))}
                >
                  ×
                </button>
              )}
            </li>
          ))}
        </ol>
        {!full && <NewPlace onPlace={(place) => onDraft(placed(draft, place))} />}
      </details>
    </>
  )
}

function PlaceFields({ place, title, onPlace }: { place: Point; title: string; onPlace: (place: Point) => void }) {
  const { text } = useLanguage()
  return (
    <>
      <span className="soft">{title}</span>
      <NumberField
        label={text('console.zones.lat')}
        value={place.lat}
        min={-90}
        max={90}
        onValue={(lat) => onPlace({ ...place, lat })}
      />
      <NumberField
        label={text('console.zones.lon')}
        value={place.lon}
        min={-180}
        max={180}
        onValue={(lon) => onPlace({ ...place, lon })}
      />
    </>
  )
}

/** A place as it is written in most maps: `59.33, 18.07`. */
function NewPlace({ onPlace }: { onPlace: (place: Point) => void }) {
  const { text } = useLanguage()
  const [typed, setTyped] = useState('')
  const [wrong, setWrong] = useState(false)
  const add = (): void => {
    const place = readPlace(typed)
    setWrong(place === null)
    if (!place) return
    setTyped('')
    onPlace(place)
  }
  return (
    <>
      <label htmlFor="zone-coordinate">{text('console.zones.newPlace')}</label>
      <div className="acts">
        <input
          id="zone-coordinate"
          value={typed}
          aria-invalid={wrong}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return
            event.preventDefault()
            add()
          }}
        />
        <button type="button" data-testid="zone-coordinate-add" onClick={add}>
          {text('console.zones.addPlace')}
        </button>
      </div>
      <div aria-live="polite">{wrong && <p className="hint bad">{text('console.zones.newPlace.wrong')}</p>}</div>
    </>
  )
}

/** Two numbers of degrees with a comma, semicolon or space between; null for anything else. */
export function readPlace(typed: string): Point | null {
  const [, lat = '', lon = ''] =
    /^\s*(-?\d{1,3}(?:[.]\d{1,12})?)\s*[,;\s]\s*(-?\d{1,3}(?:[.]\d{1,12})?)\s*$/.exec(typed) ?? []
  if (lat === '' || lon === '') return null
  const place = { lat: Number(lat), lon: Number(lon) }
  return Math.abs(place.lat) <= 90 && Math.abs(place.lon) <= 180 ? place : null
}
