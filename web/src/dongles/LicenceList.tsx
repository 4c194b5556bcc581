import type { Device, DongleLicence, DongleLicences } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { heldText } from '../licences/licence-type.ts'
import type { Loaded } from '../live/use-load.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { useMay } from '../session/session.tsx'
import { ReleaseRow } from './ReleaseRow.tsx'

/** What the dongle holds and what is released, by licence number: another user information is another number. */
export function LicenceList(props: { device: Device; loaded: Loaded<DongleLicences>; onSent: () => void }) {
  const { text } = useLanguage()
  return (
    <section className="panel">
      <h2>{text('console.dongle.licences')}</h2>
      <LoadedView loaded={props.loaded} waiting={<div className="bone row" />}>
        {({ self, items }) => (
          <>
            {self?.licenceNumber.endsWith('00000000') && (
              <p className="notice">{text('console.dongle.noUserInformation')}</p>
            )}
            {items.length === 0 ? (
              <p className="soft">{text('console.dongle.noLicences')}</p>
            ) : (
              <ul className="licences">
                {items.map((licence) => (
                  <li key={licence.licenceNumber} data-testid={`licence-${licence.licenceNumber}`}>
                    <LicenceView {...props} licence={licence} />
                  </li>
                ))}
              </ul>
            )}
          </>
        )}
      </LoadedView>
    </section>
  )
}

function LicenceView(props: { device: Device; licence: DongleLicence; onSent: () => void }) {
  const { device, licence } = props
  const { text, format } = useLanguage()
  const mayUnlock = useMay('unlock', device.owner.accountId)
  const { licenceNumber, present, held, saidAt, releases } = licence
  return (
    <>
      <p className="head">
        <strong className="mono">{licenceNumber}</strong>
        {present && <span className="badge applied">{text('console.dongle.present')}</span>}
      </p>
      <p>
        {text('console.dongle.holds')}{' '}
        <strong data-testid="dongle-holds">
          {(held && heldText(held)) ?? text(held ? 'console.dongle.nothing' : 'console.device.notReported')}
        </strong>
        {saidAt && <span className="soft"> · {text('console.dongle.said', { when: format.ago(saidAt) })}</span>}
      </p>
      {releases.length > 0 && (
        <ul className="releases">
          {[...releases].reverse().map((release) => (
            <ReleaseRow
              key={release.id}
              deviceId={device.id}
              licenceNumber={licenceNumber}
              release={release}
              held={held}
              mayUnlock={mayUnlock}
              onSent={props.onSent}
            />
          ))}
        </ul>
      )}
    </>
  )
}
