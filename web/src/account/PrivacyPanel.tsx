import { type FormEvent, useState } from 'react'
import { useLanguage } from '../language/language.tsx'
import { useChanges } from '../live/changes.tsx'
import { useLoad } from '../live/use-load.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { useWorld } from '../world.tsx'

/** What an owner may demand of what is kept about them: a copy, and an end. */
export function PrivacyPanel() {
  const { api } = useWorld()
  const { text, format } = useLanguage()
  const { changes } = useChanges()
  const loaded = useLoad(() => api.closing(), 'closing', changes)
  const { working, trouble, act } = useAct(loaded.again)
  return (
    <section className="panel account" data-testid="privacy">
      <h2>{text('console.privacy.title')}</h2>
      <p>
        <a href="/api/v1/account/export.zip" download data-testid="privacy-export">
          {text('console.privacy.export')}
        </a>
      </p>
      <p className="soft">{text('console.privacy.export.hint')}</p>
      {trouble && <TroubleNotice trouble={trouble} />}
      <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
        {({ state, dueAt }) => {
          if (state === 'erasing') return <p className="notice">{text('console.privacy.erasing')}</p>
          if (state === 'open') return <CloseForm working={working} onClose={(password) => act(api.close(password))} />
          return (
            <>
              <p className="notice" data-testid="privacy-asked">
                {text('console.privacy.asked', { when: format.day(dueAt ?? '') })}
              </p>
              <button type="button" className="primary" disabled={working} onClick={() => act(api.keep())}>
                {text('console.privacy.cancel')}
              </button>
            </>
          )
        }}
      </LoadedView>
    </section>
  )
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
