import { type FormEvent, useState } from 'react'
import { Link } from 'wouter'
import { useLanguage } from '../language/language.tsx'
import { useChanges } from '../live/changes.tsx'
import { useLoad } from '../live/use-load.ts'
import { usePages } from '../live/use-pages.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { RecipientRow } from '../recipients/RecipientRow.tsx'
import { useMay } from '../session/session.tsx'
import { AccountWays } from '../support/AccountsFound.tsx'
import { useWorld } from '../world.tsx'
import { CreditLedger } from './CreditLedger.tsx'

/** For staff: who is told of a customer's alarms, to read only, and its SMS credits, to add to. */
export function CustomerPage({ accountId }: { accountId: string }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { changes } = useChanges()
  const mayGrant = useMay('grant-credits')
  const pages = usePages()
  const { cursor } = pages
  const credits = useLoad(() => api.credits({ accountId, cursor }), `credits ${accountId} ${cursor ?? ''}`, changes)
  const recipients = useLoad(() => api.recipients(accountId), `recipients ${accountId}`, changes)
  return (
    <>
      <p>
        <Link href="/support" className="back">
          {text('console.support.title')}
        </Link>
      </p>
      <h1>{credits.data?.accountName ?? text('console.customer.title')}</h1>
      <p>
        <AccountWays accountId={accountId} />{' '}
        <Link href={`/alarm-defaults/${encodeURIComponent(accountId)}`}>{text('console.watch.defaults')}</Link>{' '}
        <Link href={`/support/agreements/${encodeURIComponent(accountId)}`}>
          {text('console.openAgreements.title')}
        </Link>
      </p>
      <h2 className="part">{text('console.recipients.title')}</h2>
      <p className="soft">{text('console.customer.readOnly')}</p>
      <LoadedView loaded={recipients} waiting={<div className="bone row" />}>
        {({ items }) => (
          <ul className="talk customer">
            {items.length === 0 && <li className="soft">{text('console.recipients.none')}</li>}
            {items.map((recipient) => (
              <li key={recipient.id} className="panel account" data-testid="recipient" data-way={recipient.way}>
                <RecipientRow recipient={recipient} devices={[]} manage={false} again={recipients.again} />
              </li>
            ))}
          </ul>
        )}
      </LoadedView>
      <h2 className="part">{text('console.account.credits')}</h2>
      <CreditLedger loaded={credits} pages={pages}>
        {mayGrant && <GrantForm accountId={accountId} onDone={credits.again} />}
      </CreditLedger>
    </>
  )
}

/** Gives credits for a reason. One wish keeps its key until it has been answered: sent twice, it gives once. */
function GrantForm({ accountId, onDone }: { accountId: string; onDone: () => void }) {
  const { api, browser } = useWorld()
  const { text } = useLanguage()
  const [key, setKey] = useState(() => browser.uniqueText())
  const [given, setGiven] = useState<number | null>(null)
  const { working, trouble, act } = useAct(onDone)
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = event.currentTarget
    const data = new FormData(form)
    const [credits, reason] = [Number(data.get('credits')), String(data.get('reason')).trim()]
    act(
      api.grantCredits(accountId, { credits, reason }, key).then(() => {
        form.reset()
        setKey(browser.uniqueText())
        setGiven(credits)
      }),
    )
  }
  return (
    <form className="form" onSubmit={submit} onChange={() => setGiven(null)} data-testid="grant">
      <h2>{text('console.credits.grant')}</h2>
      <label htmlFor="grant-credits">{text('console.credits.grant.count')}</label>
      <input id="grant-credits" name="credits" type="number" min={1} max={1_000} required />
      <label htmlFor="grant-reason">{text('console.credits.grant.reason')}</label>
      <input id="grant-reason" name="reason" minLength={3} maxLength={200} required pattern=".*\S.*\S.*\S.*" />
      <p className="soft">{text('console.credits.grant.note')}</p>
      <div aria-live="polite">
        {given !== null && <p className="notice good">{text('console.credits.grant.done', { credits: given })}</p>}
        {trouble && <TroubleNotice trouble={trouble} />}
      </div>
      <div className="buttons">
        <button type="submit" className="primary" disabled={working} data-testid="grant-submit">
          {text('console.credits.grant.submit')}
        </button>
      </div>
    </form>
  )
}
