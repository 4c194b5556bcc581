import type { Device, Zone } from '../api-types.ts'
import { instantText } from '../browser.ts'
import { useLanguage } from '../language/language.tsx'
import { useChanges } from '../live/changes.tsx'
import { useLoad } from '../live/use-load.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { useWorld } from '../world.tsx'
import { TrackMap } from './TrackMap.tsx'

export function TrackPanel(props: { device: Device; zones: readonly Zone[] }) {
  const { api, browser } = useWorld()
  const { text } = useLanguage()
  const { ticks } = useChanges()
  const { id, position } = props.device
  const load = () => api.track(id, { from: instantText(browser.midnight()), to: instantText(browser.now()) })
  return (
    <section className="panel">
      <h2>{text('console.map.title')}</h2>
      <LoadedView loaded={useLoad(load, id, ticks)} waiting={<div className="bone map" />}>
        {(track) => <TrackMap track={track} position={position} zones={props.zones} />}
      </LoadedView>
    </section>
  )
}
