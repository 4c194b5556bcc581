import { Link } from 'wouter'
import type { Device } from '../api-types.ts'
import { IdentifyBox } from '../identify/IdentifyBox.tsx'
import { useLanguage } from '../language/language.tsx'
import { useChanges } from '../live/changes.tsx'
import { useLoad } from '../live/use-load.ts'
import { Battery, Signal } from '../parts/Gauges.tsx'
import { LoadedView } from '../parts/LoadedView.tsx'
import { SimValue } from '../parts/SimValue.tsx'
import { useWorld } from '../world.tsx'
import { LastSeen, OnlineMark } from './Presence.tsx'
import { RegisterPanel } from './RegisterPanel.tsx'
import { SimLabel } from './SimLabel.tsx'

export function DeviceList() {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { changes } = useChanges()
  const loaded = useLoad(() => api.devices(), 'devices', changes)
  return (
    <>
      <h1>{text('console.devices.title')}</h1>
      <LoadedView loaded={loaded} waiting={<Bones />}>
        {(devices) =>
          devices.length === 0 ? (
            <div className="panel nothing">
              <h2>{text('console.devices.empty.title')}</h2>
              <p className="soft">{text('console.devices.empty.detail')}</p>
            </div>
          ) : (
            <ul className="cards">
              {devices.map((device) => (
                <li key={device.id}>
                  <DeviceCard device={device} />
                </li>
              ))}
            </ul>
          )
        }
      </LoadedView>
      <RegisterPanel onRegistered={loaded.again} />
      <IdentifyBox />
    </>
  )
}

function DeviceCard(props: { device: Device }) {
  const { device } = props
  const { text } = useLanguage()
  return (
    <Link
      className="panel card"
      href={`/devices/${encodeURIComponent(device.id)}`}
      data-testid={`device-card-${device.imei ?? device.caratId ?? device.id}`}
    >
      <span className="head">
        <span className="name">{device.name}</span>
        <OnlineMark online={device.online} />
      </span>
      <span className="sim">
        {device.kind === 'dongle' ? (
          <>
            <span className="soft">{text('console.dongle.kind')}</span>
            <span className="value mono">{device.caratId}</span>
          </>
        ) : device.sim ? (
          <>
            <SimLabel sim={device.sim} />
            <SimValue sim={device.sim} />
          </>
        ) : (
          <span className="soft">{text('console.device.noSim')}</span>
        )}
      </span>
      <span className="foot">
        {device.kind === 'collar' && (
          <>
            <Battery percent={device.batteryPercent} />
            <Signal dBm={device.signalDbm} />
          </>
        )}
        <LastSeen at={device.lastSeenAt} />
      </span>
    </Link>
  )
}

/** Empty cards, in the room that the real ones will take. */
function Bones() {
  return (
    <div className="cards" aria-hidden="true">
      <div className="bone card" />
      <div className="bone card" />
      <div className="bone card" />
    </div>
  )
}
