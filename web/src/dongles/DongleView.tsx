import { Link } from 'wouter'
import type { Device, DongleLicence, DongleLicences } from '../api-types.ts'
import { LastSeen } from '../devices/Presence.tsx'
import { useLanguage } from '../language/language.tsx'
import { OrderPanel } from '../licences/OrderPanel.tsx'
import { useChanges } from '../live/changes.tsx'
import { type Loaded, useLoad } from '../live/use-load.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { useMay } from '../session/session.tsx'
import { DonglePanel } from '../simulator/DonglePanel.tsx'
import { useWorld } from '../world.tsx'
import { BridgePanel } from './BridgePanel.tsx'
import { LicenceList } from './LicenceList.tsx'
import { UnlockList } from './UnlockList.tsx'

/** A dongle: whose it is, what it says of itself, what it holds, what is on its way to it, and the way to order more. */
export function DongleView(props: { device: Device }) {
  const { device } = props
  const { id, owner, online } = device
  const { api } = useWorld()
  const { changes } = useChanges()
  const { text } = useLanguage()
  const mayOrder = useMay('order', owner.accountId)
  const mayUnlock = useMay('unlock', owner.accountId)
  const licences = useLoad(() => api.licences(id), `licences ${id}`, changes)
  const unlocks = useLoad(() => api.unlocks(id), `unlocks ${id}`, changes)
  const again = (): void => {
    licences.again()
    unlocks.again()
  }
  return (
    <>
      <Identity device={device} licences={licences} />
      <div className="columns">
        <div>
          <LicenceList device={device} loaded={licences} onSent={again} />
          <UnlockList device={device} loaded={unlocks} onCancelled={again} />
          {device.caratId && <DonglePanel caratId={device.caratId} />}
          {mayUnlock && <BridgePanel deviceId={id} />}
        </div>
        <div>
          {mayOrder && licences.data && (
            <OrderPanel
              numbers={licences.data.items.filter(hasUserInformation)}
              accountId={owner.accountId}
              online={online}
              onOrdered={again}
            />
          )}
          <p>
            <Link href="/licences">{text('console.dongle.orders')}</Link>
          </p>
        </div>
      </div>
    </>
  )
}

function hasUserInformation({ licenceNumber }: DongleLicence): boolean {
  return !licenceNumber.endsWith('00000000')
}

function Identity(props: { device: Device; licences: Loaded<DongleLicences> }) {
  const { device, licences } = props
  const { text, format } = useLanguage()
  return (
    <dl className="instruments panel" data-testid="dongle-identity">
      <div>
        <dt>{text('console.dongle.owner')}</dt>
        <dd title={device.owner.accountId}>{device.owner.name}</dd>
      </div>
      <LoadedView loaded={licences} waiting={<div className="bone row" />}>
        {({ self }) => (
          <>
            <div>
              <dt>{text('console.licences.number')}</dt>
              <dd className="mono" data-testid="dongle-number">
                {self?.licenceNumber ?? text('console.device.notReported')}
              </dd>
            </div>
            {self && (
              <div>
                <dt>{text('console.dongle.firmware')}</dt>
                <dd title={format.instant(self.at)}>
                  {self.firmware}, {text('console.dongle.key', { version: self.keyVersion })}
                </dd>
              </div>
            )}
          </>
        )}
      </LoadedView>
      <div>
        <dt>{text('console.device.lastSeen')}</dt>
        <dd>
          <LastSeen at={device.lastSeenAt} />
        </dd>
      </div>
    </dl>
  )
}
