import { type FormEvent, useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { RecipientList } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { useChanges } from '../live/changes.tsx'
import { useLoad } from '../live/use-load.ts'
import { AccountChoice, useAccount } from '../parts/AccountChoice.tsx'
import { LoadedView } from '../parts/LoadedView.tsx'
import { MessagesLink } from '../parts/MessagesLink.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { useWorld } from '../world.tsx'
import { PushPanel } from './PushPanel.tsx'
import { RecipientForm } from './RecipientForm.tsx'
import { RecipientRow } from './RecipientRow.tsx'

/** Who is told of alarms, by which way, and why somebody is not. @param accountId of several which; absent: the first */
export function RecipientsPage({ accountId: named }: { accountId?: string }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { changes } = useChanges()
  const [, go] = useLocation()
  const accountId = useAccount(named)
  const loaded = useLoad(() => api.recipients(accountId), `recipients ${accountId}`, changes)
  const every = useLoad(() => api.devices(), 'devices', 0)
  const devices = (every.data ?? []).filter(({ owner }) => owner.accountId === loaded.data?.accountId)
  const [adding, setAdding] = useState(false)
  const added = (): void => {
    setAdding(false)
    loaded.again()
  }
  return (
    <>
      <div className="headline">
        <h1>{text('console.recipients.title')}</h1>
        <div className="ways">
          <MessagesLink />
          {loaded.data?.manage && !adding && (
            <button type="button" className="primary" data-testid="recipient-new" onClick={() => setAdding(true)}>
              {text('console.recipients.new')}
            </button>
          )}
        </div>
      </div>
      <AccountChoice accountId={accountId} onChoose={(one) => go(`/recipients/${encodeURIComponent(one)}`)} />
      <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
        {(list) => (
          <>
            <CreditsPanel list={list} again={loaded.again} />
            <PushPanel list={list} again={loaded.again} />
            {adding && (
              <RecipientForm
                of={{ accountId: list.accountId }}
                devices={devices}
                onDone={added}
                onCancel={() => setAdding(false)}
              />
            )}
            {list.items.length === 0 && <p className="soft">{text('console.recipients.none')}</p>}
            <ul className="talk">
              {list.items.map((recipient) => (
                <li key={recipient.id} className="panel account" data-testid="recipient" data-way={recipient.way}>
                  <RecipientRow recipient={recipient} devices={devices} manage={list.manage} again={loaded.again} />
                </li>
              ))}
            </ul>
          </>
        )}
      </LoadedView>
    </>
  )
}

/** What SMS still cost, and whose clocks hours of rest go by. */
function CreditsPanel({ list, again }: { list: RecipientList; again: () => void }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { working, trouble, act } = useAct(again)
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const zone = String(new FormData(event.currentTarget).get('zone')).trim()
    act(api.setTimeZone(list.accountId, zone === '' ? null : zone))
  }
  return (
    <section className="panel account">
      <h2>{text('console.account.credits')}</h2>
      <p data-testid="recipient-credits">{text('console.recipients.credits', { credits: list.credits })}</p>
      <p>
        <Link href={`/credits/${encodeURIComponent(list.accountId)}`}>{text('console.credits.more')}</Link>
      </p>
      <form className="form" onSubmit={submit}>
        <label htmlFor="zone">{text('console.recipients.zone')}</label>
        <input
          id="zone"
          name="zone"
          maxLength={64}
          defaultValue={list.timeZone}
          key={list.timeZone}
          disabled={!list.manage}
        />
        <p className="soft">{text('console.recipients.zone.hint')}</p>
        <div aria-live="polite">{trouble && <TroubleNotice trouble={trouble} />}</div>
        {list.manage && (
          <div className="buttons">
            <button type="submit" disabled={working}>
              {text('console.recipients.save')}
            </button>
          </div>
        )}
      </form>
    </section>
  )
}
