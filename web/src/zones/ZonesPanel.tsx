import { useState } from 'react'
import type { Device, Zone, ZoneList } from '../api-types.ts'
import { instantText } from '../browser.ts'
import { useLanguage } from '../language/language.tsx'
import { type Loaded, useLoad } from '../live/use-load.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { useMay } from '../session/session.tsx'
import { useWorld } from '../world.tsx'
import { areaM2, draftOf, NEW_CIRCLE, NEW_POLYGON } from './draft.ts'
import { ZoneEditor } from './ZoneEditor.tsx'

const ZONES_MAX = 20

/** The safety zones of a collar, and drawing them. */
export function ZonesPanel({ device, loaded }: { device: Device; loaded: Loaded<ZoneList> }) {
  const { text } = useLanguage()
  const mayDraw = useMay('manage-alarms', device.owner.accountId)
  const [drawn, setDrawn] = useState<Zone | 'circle' | 'polygon' | null>(null)
  const done = (): void => {
    setDrawn(null)
    loaded.again()
  }
  return (
    <section className="panel zones" data-testid="zones">
      <h2>{text('console.zones.title')}</h2>
      <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
        {({ items }) =>
          drawn !== null ? (
            <Drawing device={device} items={items} drawn={drawn} onDone={done} onCancel={() => setDrawn(null)} />
          ) : (
            <>
              {items.length === 0 && <p className="soft">{text('console.zones.none')}</p>}
              <ul className="lines">
                {items.map((zone) => (
                  <li key={zone.id} data-testid="zone">
                    <ZoneRow zone={zone} mayDraw={mayDraw} onChange={() => setDrawn(zone)} again={loaded.again} />
                  </li>
                ))}
              </ul>
              {mayDraw && items.length < ZONES_MAX && (
                <div className="acts">
                  <button type="button" data-testid="zone-new-polygon" onClick={() => setDrawn('polygon')}>
                    {text('console.zones.newPolygon')}
                  </button>
                  <button type="button" data-testid="zone-new-circle" onClick={() => setDrawn('circle')}>
                    {text('console.zones.newCircle')}
                  </button>
                </div>
              )}
              {items.length >= ZONES_MAX && <p className="soft">{text('console.zones.full', { most: ZONES_MAX })}</p>}
            </>
          )
        }
      </LoadedView>
    </section>
  )
}

type DrawingProps = {
  device: Device
  items: readonly Zone[]
  drawn: Zone | 'circle' | 'polygon'
  onDone: () => void
  onCancel: () => void
}

/** The editor, once it is known where the collar has been today. */
function Drawing({ device, items, drawn, onDone, onCancel }: DrawingProps) {
  const { api, browser } = useWorld()
  const { id, position } = device
  const load = () => api.track(id, { from: instantText(browser.midnight()), to: instantText(browser.now()) })
  const track = useLoad(load, `zone track ${id}`, 0)
  const zone = typeof drawn === 'object' ? drawn : null
  const middle = position ? { lat: position.lat, lon: position.lon } : null
  const draft = zone ? draftOf(zone) : drawn === 'circle' ? { ...NEW_CIRCLE, middle } : NEW_POLYGON
  return (
    <LoadedView loaded={track} waiting={<div className="bone map" />}>
      {({ points }) => (
        <ZoneEditor
          zone={zone}
          first={draft}
          track={points.map(([, lat, lon]) => ({ lat, lon }))}
          here={position}
          others={items.filter((one) => one !== zone)}
          save={(body) => (zone ? api.changeZone(zone.id, body) : api.addZone(id, body))}
          onDone={onDone}
          onCancel={onCancel}
        />
      )}
    </LoadedView>
  )
}

type RowProps = { zone: Zone; mayDraw: boolean; onChange: () => void; again: () => void }

function ZoneRow({ zone, mayDraw, onChange, again }: RowProps) {
  const { api } = useWorld()
  const { text, format } = useLanguage()
  const { working, trouble, act } = useAct(again)
  const [asked, setAsked] = useState(false)
  const { name, shape, onLeft, onEntered } = zone
  const size =
    shape.type === 'circle'
      ? text('console.zones.size.circle', { radius: format.distance(shape.radiusM) })
      : text('console.zones.size.polygon', { count: shape.points.length, area: format.area(areaM2(draftOf(zone))) })
  const when = [onLeft && text('console.zones.left'), onEntered && text('console.zones.entered')].filter(Boolean)
  return (
    <>
      <p>
        <strong>{name}</strong>
      </p>
      <p className="soft">{[size, ...(when.length > 0 ? when : [text('console.zones.silent')])].join(' · ')}</p>
      {trouble && <TroubleNotice trouble={trouble} />}
      {asked && <p>{text('console.zones.sure', { name })}</p>}
      {mayDraw && !asked && (
        <div className="acts">
          <button type="button" data-testid="zone-change" onClick={onChange}>
            {text('console.zones.change')}
          </button>
          <button type="button" className="quiet" data-testid="zone-remove" onClick={() => setAsked(true)}>
            {text('console.zones.remove')}
          </button>
        </div>
      )}
      {asked && (
        <div className="acts">
          <button
            type="button"
            disabled={working}
            data-testid="zone-remove-sure"
            onClick={() => act(api.removeZone(zone.id))}
          >
            {text('console.zones.remove')}
          </button>
          <button type="button" className="quiet" onClick={() => setAsked(false)}>
            {text('console.zones.keep')}
          </button>
        </div>
      )}
    </>
  )
}
