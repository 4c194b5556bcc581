import type { FormEvent } from 'react'
import type { Device } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { useLoad } from '../live/use-load.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { useWorld } from '../world.tsx'

/** The safety zones of a collar; a new one is a circle around where it was seen last. */
export function ZoneList({ device }: { device: Device }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const loaded = useLoad(() => api.zones(device.id), `zones ${device.id}`, 0)
  const { working, trouble, act } = useAct(loaded.again)
  const { position } = device
  const add = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    if (!position) return
    const shape = { type: 'circle' as const, lat: position.lat, lon: position.lon, radiusM: Number(form.get('radius')) }
    const onLeft = form.get('left') !== null
    const onEntered = form.get('entered') !== null
    act(api.addZone(device.id, { name: String(form.get('name')), shape, onLeft, onEntered }))
  }
  return (
    <>
      <h3>{text('console.watch.zones')}</h3>
      <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
        {({ items }) => (
          <ul>
            {items.length === 0 && <li className="soft">{text('console.watch.noZones')}</li>}
            {items.map(({ id, name, onLeft, onEntered }) => (
              <li key={id} data-testid="zone">
                {name} ({onLeft && text('console.watch.onLeft')} {onEntered && text('console.watch.onEntered')}){' '}
                <button type="button" className="quiet" disabled={working} onClick={() => act(api.removeZone(id))}>
                  {text('console.watch.remove')}
                </button>
              </li>
            ))}
          </ul>
        )}
      </LoadedView>
      {trouble && <TroubleNotice trouble={trouble} />}
      {position ? (
        <form className="form" onSubmit={add}>
          <label htmlFor="zone-name">{text('console.watch.name')}</label>
          <input id="zone-name" name="name" maxLength={60} required />
          <label htmlFor="zone-radius">{text('console.watch.radius')}</label>
          <input id="zone-radius" name="radius" type="number" min={10} max={50_000} defaultValue={200} required />
          <label className="tick">
            <input type="checkbox" name="left" defaultChecked /> {text('console.watch.onLeft')}
          </label>
          <label className="tick">
            <input type="checkbox" name="entered" /> {text('console.watch.onEntered')}
          </label>
          <button type="submit" disabled={working} data-testid="zone-add">
            {text('console.watch.add')}
          </button>
        </form>
      ) : (
        <p className="soft">{text('console.watch.noPlace')}</p>
      )}
    </>
  )
}
