import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { Device } from '../api-types.ts'
import { IdentifyBox } from '../identify/IdentifyBox.tsx'
import { useLanguage } from '../language/language.tsx'
import { useChanges } from '../live/changes.tsx'
import { type Loaded, useLoad } from '../live/use-load.ts'
import { Battery, Signal } from '../parts/Gauges.tsx'
import { LoadedView } from '../parts/LoadedView.tsx'
import { SimValue } from '../parts/SimValue.tsx'
import { CustomerBack } from '../support/AccountsFound.tsx'
import { useWorld } from '../world.tsx'
import { LastSeen, OnlineMark } from './Presence.tsx'
import { RegisterPanel } from './RegisterPanel.tsx'
import { SimLabel } from './SimLabel.tsx'

/** One's own devices, or all for staff, with what one may register and a box that says what a code is. */
export function DeviceList() {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { changes } = useChanges()
  const loaded = useLoad(() => api.devices(), 'devices', changes)
  return (
    <>
      <h1>{text('console.devices.title')}</h1>
      <Cards loaded={loaded}>
        <h2>{text('console.devices.empty.title')}</h2>
        <p className="soft">{text('console.devices.empty.detail')}</p>
      </Cards>
      <RegisterPanel onRegistered={loaded.again} />
      <IdentifyBox />
    </>
  )
}

/** For staff: the devices of one account. */
export function AccountDevicesPage({ accountId }: { accountId: string }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { changes } = useChanges()
  const loaded = useLoad(() => api.devices(accountId), `devices ${accountId}`, changes)
  return (
    <>
      <CustomerBack accountId={accountId} />
      <h1>{text('console.support.account.devices')}</h1>
      <Cards loaded={loaded}>
        <h2>{text('console.devices.empty.title')}</h2>
      </Cards>
    </>
  )
}

/** A card for each device. @param props.children what stands there for none */
function Cards({ loaded, children }: { loaded: Loaded<Device[]>; children: ReactNode }) {
  return (
    <LoadedView loaded={loaded} waiting={<Bones />}>
      {(devices) =>
        devices.length === 0 ? (
          <div className="panel nothing">{children}</div>
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
