import { useState } from 'react'
import { languagesAt, useLanguage } from '../language/language.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { useSession } from '../session/session.tsx'
import { useWorld } from '../world.tsx'

/** Chooses the language that one is written to in: the console's own is chosen at its top, and for this browser alone. */
export function LanguagePanel() {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { state, changed } = useSession()
  const [saved, setSaved] = useState(false)
  const { working, trouble, act } = useAct(() => setSaved(true))

  const choose = (language: string): void => {
    setSaved(false)
    act(api.changeLanguage(language).then(() => changed({ language })))
  }

  return (
    <section className="panel account">
      <h2>{text('console.users.language')}</h2>
      <p className="soft">{text('console.users.language.about')}</p>
      <div className="form">
        <label htmlFor="own-language">{text('console.users.language.choose')}</label>
        <select
          id="own-language"
          value={state.kind === 'in' ? state.user.language : ''}
          disabled={working}
          onChange={(event) => choose(event.currentTarget.value)}
          data-testid="own-language"
        >
          {languagesAt('/users').map(([tag, name]) => (
            <option key={tag} value={tag} lang={tag}>
              {name}
            </option>
          ))}
        </select>
        <div aria-live="polite">
          {saved && <p className="notice">{text('console.users.language.saved')}</p>}
          {trouble && <TroubleNotice trouble={trouble} />}
        </div>
      </div>
    </section>
  )
}
