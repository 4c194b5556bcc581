import { type FormEvent, useState } from 'react'
import { useLanguage } from '../language/language.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { useWorld } from '../world.tsx'

/** Changes one's own password. */
export function PasswordPanel() {
  const { api } = useWorld()
  const { text } = useLanguage()
  const [times, setTimes] = useState(0)
  const { working, trouble, act } = useAct(() => setTimes((before) => before + 1))

  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    act(api.changePassword(String(form.get('current')), String(form.get('password'))))
  }

  return (
    <section className="panel account">
      <h2>{text('console.signIn.password')}</h2>
      {times > 0 && <p className="notice">{text('console.users.password.changed')}</p>}
      <form key={times} className="form" onSubmit={submit}>
        <label htmlFor="current">{text('console.users.password.current')}</label>
        <input
          id="current"
          name="current"
          type="password"
          autoComplete="current-password"
          maxLength={256}
          required
          data-testid="password-current"
        />
        <label htmlFor="new">{text('console.users.password.new')}</label>
        <input
          id="new"
          name="password"
          type="password"
          autoComplete="new-password"
          minLength={12}
          maxLength={256}
          required
          data-testid="password-new"
        />
        <p className="soft">{text('console.users.password.rule')}</p>
        <div aria-live="polite">{trouble && <TroubleNotice trouble={trouble} />}</div>
        <button type="submit" disabled={working} data-testid="password-submit">
          {text('console.users.password.save')}
        </button>
      </form>
    </section>
  )
}
