import { type FormEvent, useState } from 'react'
import { useLanguage } from '../language/language.tsx'
import { useChanges } from '../live/changes.tsx'
import { useLoad } from '../live/use-load.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { useSession } from '../session/session.tsx'
import { useWorld } from '../world.tsx'
import { accountExportUrl } from './account-api.ts'

/** What an owner may demand of what is kept about them: a copy, and an end. @param props.accountId of several which */
export function PrivacyPanel({ accountId }: { accountId: string | undefined }) {
  const { api } = useWorld()
  const { text, format } = useLanguage()
  const { changes } = useChanges()
  const loaded = useLoad(() => api.closing(accountId), `closing ${accountId ?? ''}`, changes)
  const { working, trouble, act } = useAct(loaded.again)
  return (
    <section className="panel account" data-testid="privacy">
      <h2>
        {text('console.privacy.title')} <NameOfSeveral accountId={accountId} />
      </h2>
      <p>
        <a href={accountExportUrl(accountId)} download data-testid="privacy-export">
          {text('console.privacy.export')}
        </a>
      </p>
      <p className="soft">{text('console.privacy.export.hint')}</p>
      {trouble && <TroubleNotice trouble={trouble} />}
      <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
        {({ state, dueAt }) => {
          if (state === 'erasing') return <p className="notice">{text('console.privacy.erasing')}</p>
          if (state === 'open')
            return <CloseForm working={working} onClose={(password) => act(api.close(password, accountId))} />
          return (
            <>
              <p className="notice" data-testid="privacy-asked">
                {text('console.privacy.asked', { when: format.day(dueAt ?? '') })}
              </p>
              <button type="button" className="primary" disabled={working} onClick={() => act(api.keep(accountId))}>
                {text('console.privacy.cancel')}
              </button>
            </>
          )
        }}
      </LoadedView>
    </section>
  )
}

/** Whoever belongs to several accounts reads here which of them would end. */
function NameOfSeveral({ accountId }: { accountId: string | undefined }) {
  const { state } = useSession()
  const own = state.kind === 'in' ? state.user.memberships : []
  return own.length > 1 ? own.find((one) => one.accountId === accountId)?.accountName : null
}

function CloseForm(props: { working: boolean; onClose: (password: string) => void }) {
  const { text } = useLanguage()
  const [password, setPassword] = useState('')
  const send = (event: FormEvent): void => {
    event.preventDefault()
    props.onClose(password)
  }
  return (
    <details>
      <summary data-testid="privacy-close">{text('console.privacy.close')}</summary>
      <p className="soft">{text('console.privacy.close.hint')}</p>
      <form onSubmit={send}>
        <label htmlFor="privacy-password">{text('console.privacy.password')}</label>
        <input
          id="privacy-password"
          type="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={({ target }) => setPassword(target.value)}
        />
        <button type="submit" className="danger" disabled={props.working}>
          {text('console.privacy.close')}
        </button>
      </form>
    </details>
  )
}
