import { type FormEvent, useState } from 'react'
import type { SupportFinding } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { type Trouble, troubleOf } from '../trouble.ts'
import { useWorld } from '../world.tsx'
import { FactorResetForm } from './FactorResetForm.tsx'
import { FindingView } from './FindingView.tsx'
import { SupportTabs } from './SupportTabs.tsx'

/** What the server takes. */
const TEXT_MAX = 2_000

/** For staff on the telephone: what is it, what happened to it, what did the device answer. */
export function SupportPage() {
  const { text } = useLanguage()
  const { api } = useWorld()
  const [answer, setAnswer] = useState<{ finding: SupportFinding } | { trouble: Trouble } | null>(null)
  const [working, setWorking] = useState(false)

  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const typed = String(new FormData(event.currentTarget).get('text'))
    setWorking(true)
    api
      .support(typed)
      .then((finding) => setAnswer({ finding }))
      .catch((caught: unknown) => setAnswer({ trouble: troubleOf(caught) }))
      .finally(() => setWorking(false))
  }

  return (
    <>
      <h1>{text('console.support.title')}</h1>
      <SupportTabs />
      <form className="panel form" onSubmit={submit}>
        <label htmlFor="asked">{text('console.support.label')}</label>
        <input
          id="asked"
          name="text"
          maxLength={TEXT_MAX}
          required
          autoCapitalize="off"
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          className="code"
          data-testid="support-text"
        />
        <p className="soft">{text('console.support.hint')}</p>
        <button type="submit" className="primary" disabled={working} data-testid="support-submit">
          {text('console.support.find')}
        </button>
      </form>
      <div className="found" aria-live="polite" data-testid="support-answer">
        {answer &&
          ('trouble' in answer ? <TroubleNotice trouble={answer.trouble} /> : <FindingView finding={answer.finding} />)}
      </div>
      <FactorResetForm />
    </>
  )
}
