import { type FormEvent, type ReactNode, useState } from 'react'
import type { PhoneVerification } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { type Trouble, troubleOf } from '../trouble.ts'
import { useWorld } from '../world.tsx'

/** The verified number, and proving another: number, message, six digits. `children` lead to where messages can be read. */
export function PhonePanel(props: { phone: string | null; again: () => void; children?: ReactNode }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const [asked, setAsked] = useState<PhoneVerification | null>(null)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const failed = (caught: unknown): void => setTrouble(troubleOf(caught))

  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const typed = String(new FormData(event.currentTarget).get('typed'))
    setTrouble(null)
    if (!asked) {
      api.askVerification(typed).then(setAsked, failed)
      return
    }
    api.confirmVerification(asked.id, typed).then(() => {
      setAsked(null)
      props.again()
    }, failed)
  }

  const form = (
    <form key={asked?.id ?? 'number'} className="form" onSubmit={submit}>
      {asked && <p className="notice">{text('console.account.phone.sent', { phone: asked.phone })}</p>}
      <label htmlFor="typed">{text(asked ? 'console.account.phone.code' : 'console.account.phone.label')}</label>
      <input
        id="typed"
        name="typed"
        required
        maxLength={asked ? 200 : 40}
        autoComplete={asked ? 'one-time-code' : 'tel'}
        inputMode={asked ? 'numeric' : 'tel'}
        data-testid="phone-typed"
      />
      <div aria-live="polite">{trouble && <TroubleNotice trouble={trouble} />}</div>
      <div className="buttons">
        {asked && (
          <button type="button" onClick={() => setAsked(null)}>
            {text('console.account.phone.other')}
          </button>
        )}
        <button type="submit" className="primary" data-testid="phone-submit">
          {text(asked ? 'console.account.phone.confirm' : 'console.account.phone.send')}
        </button>
      </div>
    </form>
  )
  return (
    <section className="panel account">
      <h2>{text('console.account.phone')}</h2>
      <p data-testid="account-phone">{props.phone ?? text('console.account.phone.none')}</p>
      {props.phone === null || asked ? (
        form
      ) : (
        <details>
          <summary>{text('console.account.phone.other')}</summary>
          {form}
        </details>
      )}
      {props.children}
    </section>
  )
}
