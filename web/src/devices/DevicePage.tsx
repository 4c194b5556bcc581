import { Link } from 'wouter'
import { AskForm } from '../agreements/AskForm.tsx'
import { DeviceAlarms } from '../alarms/DeviceAlarms.tsx'
import { WatchPanel } from '../alarms/WatchPanel.tsx'
import type { Device } from '../api-types.ts'
import { ChartsPanel } from '../chart/ChartsPanel.tsx'
import { DongleView } from '../dongles/DongleView.tsx'
import { useLanguage } from '../language/language.tsx'
import { useChanges } from '../live/changes.tsx'
import { useLoad } from '../live/use-load.ts'
import { TrackPanel } from '../map/TrackPanel.tsx'
import { Battery, Signal } from '../parts/Gauges.tsx'
import { LoadedView } from '../parts/LoadedView.tsx'
import { RedemptionList } from '../redeem/RedemptionList.tsx'
import { useMay } from '../session/session.tsx'
import { SimulatorPanel } from '../simulator/SimulatorPanel.tsx'
import { useWorld } from '../world.tsx'
import { ZonesPanel } from '../zones/ZonesPanel.tsx'
import { LastSeen, OnlineMark } from './Presence.tsx'
import { RunwayPanel } from './RunwayPanel.tsx'
import { SimRow } from './SimRow.tsx'

export function DevicePage(props: { id: string }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { changes } = useChanges()
  const loaded = useLoad(() => api.device(props.id), props.id, changes)
  return (
    <>
      <p>
        <Link href="/" className="back">
          {text('console.device.back')}
        </Link>
      </p>
      <LoadedView loaded={loaded} waiting={<div className="bone page" />}>
        {(device) => <DeviceView device={device} />}
      </LoadedView>
    </>
  )
}

function DeviceView(props: { device: Device }) {
  const { device } = props
  return (
    <>
      <header className="title">
        <h1>{device.name}</h1>
        <OnlineMark online={device.online} />
        <span className="mono soft">
          {device.imei ? `IMEI ${device.imei}` : device.caratId && `Carat-ID ${device.caratId}`}
        </span>
      </header>
      {device.kind === 'dongle' ? <DongleView device={device} /> : <CollarView device={device} />}
      <HandOver device={device} />
    </>
  )
}

function HandOver(props: { device: Device }) {
  const { device } = props
  const { api } = useWorld()
  const { text } = useLanguage()
  if (!useMay('hand-over', device.owner.accountId)) return null
  return (
    <AskForm
      title={text('console.agreements.offer')}
      note={text('console.agreements.offer.note')}
      label={text('console.agreements.email')}
      type="email"
      testId="offer"
      ask={(email) => api.handOver({ deviceId: device.id, email })}
    />
  )
}

function CollarView(props: { device: Device }) {
  const { device } = props
  const { api } = useWorld()
  const { text, format } = useLanguage()
  const { changes } = useChanges()
  const zones = useLoad(() => api.zones(device.id), `zones ${device.id}`, changes)
  return (
    <>
      <dl className="instruments panel">
        <div>
          <dt>{text('console.device.battery')}</dt>
          <dd>
            <Battery percent={device.batteryPercent} />
          </dd>
        </div>
        <div>
          <dt>{text('console.device.signal')}</dt>
          <dd>
            <Signal dBm={device.signalDbm} />
          </dd>
        </div>
        {device.network?.countries && (
          <div>
            <dt>{text('console.device.country')}</dt>
            <dd data-testid="device-country">{device.network.countries.map(format.country).join(' / ')}</dd>
          </div>
        )}
        <div>
          <dt>{text('console.device.lastSeen')}</dt>
          <dd>
            <LastSeen at={device.lastSeenAt} />
          </dd>
        </div>
      </dl>
      <DeviceAlarms device={device} />
      <div className="columns">
        <div>
          {device.sim ? (
            <SimRow device={device} sim={device.sim} />
          ) : (
            <p className="panel soft">{text('console.device.noSim')}</p>
          )}
          <RunwayPanel device={device} />
          <WatchPanel device={device} />
          <RedemptionList device={device} />
          {device.imei && <SimulatorPanel imei={device.imei} />}
        </div>
        <div>
          <TrackPanel device={device} zones={zones.data?.items ?? []} />
          <ZonesPanel device={device} loaded={zones} />
          <ChartsPanel device={device} />
        </div>
      </div>
    </>
  )
}
