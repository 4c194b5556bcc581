import type { Device } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { useChanges } from '../live/changes.tsx'
import { useLoad } from '../live/use-load.ts'
import { useWorld } from '../world.tsx'
import { AlarmRow } from './AlarmRow.tsx'

/** What is open of one collar; nothing where nothing is. */
export function DeviceAlarms({ device }: { device: Device }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { changes } = useChanges()
  const load = () => api.alarms({ cursor: undefined, open: true, deviceId: device.id })
  const { data, again } = useLoad(load, `alarms of ${device.id}`, changes)
  if (!data || data.items.length === 0) return null
  return (
    <section className="panel account" data-testid="device-alarms">
      <h2>{text('console.alarms.title')}</h2>
      <ul className="lines">
        {data.items.map((alarm) => (
          <li key={alarm.id} data-testid="alarm">
            <AlarmRow alarm={alarm} onChange={again} onCollar />
          </li>
        ))}
      </ul>
    </section>
  )
}
