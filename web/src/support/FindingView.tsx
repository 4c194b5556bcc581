import { Link } from 'wouter'
import { AlarmLine } from '../alarms/AlarmRow.tsx'
import type { SupportFinding } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { AccountLink } from './AccountLink.tsx'
import { AccountsFound } from './AccountsFound.tsx'
import { CodeFound } from './CodeFound.tsx'
import { LicenceFound } from './LicenceFound.tsx'
import { RedemptionFound } from './RedemptionFound.tsx'
import { ReleaseFound } from './ReleaseFound.tsx'

/** Everything that is known of what was asked: codes, devices, redemptions, releases, and who did what when. */
export function FindingView({ finding }: { finding: SupportFinding }) {
  const { text } = useLanguage()
  const { codes, licences, devices, redemptions, releases, alarms, held, history } = finding
  if (Object.values(finding).every((found) => !Array.isArray(found) || found.length === 0))
    return <p className="panel">{text('console.support.nothing')}</p>
  return (
    <>
      {finding.accounts.length > 0 && <AccountsFound accounts={finding.accounts} more={finding.moreAccounts} />}
      {licences.map((licence) => (
        <LicenceFound key={licence.id} licence={licence} />
      ))}
      {codes.map((code) => (
        <CodeFound key={code.id} code={code} />
      ))}
      {devices.map((device) => (
        <section key={device.id} className="panel">
          <h2>
            <Link href={`/devices/${encodeURIComponent(device.id)}`}>{device.name}</Link>
          </h2>
          <p>
            <span className="mono">{device.serial}</span>,{' '}
            <AccountLink id={device.accountId} name={device.accountName} />
          </p>
        </section>
      ))}
      {redemptions.map((found) => (
        <RedemptionFound key={found.redemption.id} found={found} />
      ))}
      {releases.map((found) => (
        <ReleaseFound key={found.id} found={found} />
      ))}
      {alarms.length > 0 && (
        <section className="panel" data-testid="support-alarms">
          <h2>{text('console.alarms.support')}</h2>
          {alarms.map((alarm) => (
            <AlarmLine key={alarm.id} alarm={alarm} />
          ))}
        </section>
      )}
      {held.length > 0 && <Held held={held} />}
      {history.length > 0 && <History history={history} />}
    </>
  )
}

function Held({ held }: Pick<SupportFinding, 'held'>) {
  const { text, format, has } = useLanguage()
  return (
    <section className="panel" data-testid="support-held">
      <h2>{text('console.support.held')}</h2>
      <ul className="deeds">
        {held.map(({ id, budget, who, refusals, since, until }) => (
          <li key={id}>
            <strong>
              {has(`console.support.budget.${budget}`) ? text(`console.support.budget.${budget}`) : budget}
            </strong>
            <span>
              {text('console.support.held.line', {
                refusals,
                since: format.instant(since),
                until: format.instant(until),
              })}
            </span>
            <span className="soft">{who}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function History({ history }: Pick<SupportFinding, 'history'>) {
  const { text, format, has } = useLanguage()
  return (
    <section className="panel">
      <h2>{text('console.support.history')}</h2>
      <ul className="deeds" data-testid="support-history">
        {history.map(({ at, who, act, subject, details }) => (
          <li key={`${at} ${act} ${subject} ${who}`} data-act={act}>
            <time dateTime={at}>{format.instant(at)}</time>
            <strong>{has(`console.act.${act}`) ? text(`console.act.${act}`) : act}</strong>
            <span className="soft">
              {who} {details.map(({ name, value }) => `${name}: ${value}`).join(', ')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
