import { type ReactNode, useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { Account, Licence } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { useChanges } from '../live/changes.tsx'
import { useLoad } from '../live/use-load.ts'
import { AccountChoice, useAccount } from '../parts/AccountChoice.tsx'
import { LoadedView } from '../parts/LoadedView.tsx'
import { MessagesLink } from '../parts/MessagesLink.tsx'
import { useAttempt } from '../redeem/use-attempt.ts'
import { useMay } from '../session/session.tsx'
import { useWorld } from '../world.tsx'
import { AccountCodeDialog } from './AccountCodeDialog.tsx'
import { PhonePanel } from './PhonePanel.tsx'
import { PrivacyPanel } from './PrivacyPanel.tsx'
import { TrialButton } from './TrialButton.tsx'

/** One's account: what codes have given to it, for whoever may see that, and what may be demanded of what is kept. @param accountId of several which; absent: the first */
export function AccountPage({ accountId: named }: { accountId?: string }) {
  const { text } = useLanguage()
  const [, go] = useLocation()
  const accountId = useAccount(named)
  const maySee = useMay('see-devices', accountId)
  const mayClose = useMay('close', accountId)
  const choice = <AccountChoice accountId={accountId} onChoose={(one) => go(`/account/${encodeURIComponent(one)}`)} />
  return (
    <>
      {maySee ? (
        <GivenByCodes accountId={accountId}>{choice}</GivenByCodes>
      ) : (
        <>
          <h1>{text('console.account.title')}</h1>
          {choice}
        </>
      )}
      {mayClose && <PrivacyPanel accountId={accountId} />}
      <p>
        <Link href="/agreements">{text('console.agreements.title')}</Link> ·{' '}
        <Link href="/contact">{text('console.contact.title')}</Link>
      </p>
    </>
  )
}

/** What codes have given to the account and its user, and the way to enter another. @param props.children stands below the headline */
function GivenByCodes({ accountId, children }: { accountId: string | undefined; children: ReactNode }) {
  const { api } = useWorld()
  const { text, format } = useLanguage()
  const { changes } = useChanges()
  const loaded = useLoad(() => api.account(accountId), `account ${accountId ?? ''}`, changes)
  const mayRedeem = useMay('redeem', accountId)
  const [open, setOpen] = useState(false)
  const [attempt, acts] = useAttempt(null, accountId)
  return (
    <>
      <div className="headline">
        <h1>{text('console.account.title')}</h1>
        {mayRedeem && (
          <button
            type="button"
            className="primary"
            data-testid="account-enter"
            onClick={() => {
              acts.other()
              setOpen(true)
            }}
          >
            {text('console.account.enter')}
          </button>
        )}
      </div>
      {children}
      <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
        {(account) => (
          <>
            <LicencePanel account={account} again={loaded.again} />
            <section className="panel account">
              <h2>{text('console.account.subscription')}</h2>
              {account.subscription ? (
                <Until at={account.subscription.endsAt} />
              ) : (
                <p className="soft">{text('console.account.subscription.none')}</p>
              )}
              <h2>{text('console.account.credits')}</h2>
              <p data-testid="account-credits">{account.credits}</p>
              <p>
                <Link href={accountId === undefined ? '/credits' : `/credits/${encodeURIComponent(accountId)}`}>
                  {text('console.credits.more')}
                </Link>
              </p>
            </section>
            <section className="panel account">
              <h2>{text('console.device.country')}</h2>
              <p data-testid="account-country">{format.country(account.country)}</p>
              <p className="soft">{text('console.account.country.hint')}</p>
            </section>
            <PhonePanel phone={account.phone} again={loaded.again}>
              <MessagesLink />
            </PhonePanel>
          </>
        )}
      </LoadedView>
      {open && (
        <AccountCodeDialog
          attempt={attempt}
          acts={acts}
          onClose={() => {
            setOpen(false)
            loaded.again()
          }}
        />
      )}
    </>
  )
}

function LicencePanel(props: { account: Account; again: () => void }) {
  const { licence, phone } = props.account
  const { text } = useLanguage()
  return (
    <section className="panel account" data-testid="account-licence">
      <h2>{text('console.account.licence')}</h2>
      {licence ? <LicenceView licence={licence} /> : <p className="soft">{text('console.account.licence.none')}</p>}
      {!licence && <TrialButton ready={phone !== null} again={props.again} />}
    </section>
  )
}

function LicenceView(props: { licence: Licence }) {
  const { licence } = props
  const { text, format } = useLanguage()
  return (
    <>
      <p>
        {text('console.account.licence.code')}: <strong className="code">{licence.code}</strong>
      </p>
      <p className="soft">{text('console.account.licence.keep')}</p>
      <Until at={licence.endsAt}>
        {licence.trial && <span className="badge">{text('console.account.licence.trial')}</span>}
      </Until>
      <h3>{text('console.account.history')}</h3>
      <ul className="soft">
        {licence.history.map((step) => (
          <li key={step.until}>
            {format.day(step.at)}: {text(`console.account.entry.${step.entry}`)} ({format.period(step.period)}),{' '}
            {text('console.account.until', { date: format.day(step.until) })}
          </li>
        ))}
      </ul>
    </>
  )
}

function Until(props: { at: string; children?: ReactNode }) {
  const { browser } = useWorld()
  const { text, format } = useLanguage()
  const ended = Date.parse(props.at) <= browser.now()
  return (
    <p className="value">
      {text(ended ? 'console.account.over' : 'console.account.valid', { date: format.day(props.at) })} {props.children}
    </p>
  )
}
