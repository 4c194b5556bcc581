import { type FormEvent, useState } from 'react'
import { useLanguage } from '../language/language.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { useWorld } from '../world.tsx'

/** For somebody who lost telephone and recovery codes: asks them by mail. */
export function FactorResetForm() {
  const { api } = useWorld()
  const { text } = useLanguage()
  const [done, setDone] = useState(false)
  const { working, trouble, act } = useAct(() => setDone(true))
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    setDone(false)
    const form = new FormData(event.currentTarget)
    act(api.askFactorReset(String(form.get('email')).trim(), String(form.get('reason')).trim()))
  }
  return (
    <details className="panel apart" data-testid="factor-reset">
      <summary>{text('console.factorReset.title')}</summary>
      <form className="form" onSubmit={submit}>
        <label htmlFor="factor-email">{text('console.factorReset.email')}</label>
        <input id="factor-email" name="email" type="email" maxLength={254} required autoComplete="off" />
        <label htmlFor="factor-reason">{text('console.factorReset.reason')}</label>
        <input id="factor-reason" name="reason" minLength={3} maxLength={500} required autoComplete="off" />
        <div aria-live="polite">
          {trouble && <TroubleNotice trouble={trouble} />}
          {done && <p className="notice">{text('console.factorReset.asked')}</p>}
        </div>
        <button type="submit" disabled={working} data-testid="factor-reset-submit">
          {text('console.factorReset.submit')}
        </button>
      </form>
    </details>
  )
}
