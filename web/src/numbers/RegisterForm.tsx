import type { FormEvent } from 'react'
import type { SmsNumber } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { useWorld } from '../world.tsx'
import { LanguageChoice } from './NumberRequestPage.tsx'
import { PayerChoice } from './PayerChoice.tsx'
import { payerIn } from './payer.ts'

/** Registers a number that was asked for in another way than by the form. */
export function RegisterForm(props: { known: readonly SmsNumber[]; onRegistered: () => void }) {
  const { api } = useWorld()
  const { text, language } = useLanguage()
  const { working, trouble, act } = useAct(props.onRegistered)
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const made = { phone: String(form.get('phone')).trim(), language: String(form.get('language')) }
    act(api.registerNumber({ ...made, ...payerIn(form) }))
  }
  return (
    <details className="apart">
      <summary>{text('console.numbers.register')}</summary>
      <form className="form" onSubmit={submit}>
        <label htmlFor="register-phone">{text('console.account.phone.label')}</label>
        <input id="register-phone" name="phone" type="tel" autoComplete="off" required maxLength={40} />
        <PayerChoice name="" known={props.known} />
        <label htmlFor="register-language">{text('console.numbers.language')}</label>
        <LanguageChoice id="register-language" start={language} />
        <div aria-live="polite">{trouble && <TroubleNotice trouble={trouble} />}</div>
        <div className="buttons">
          <button type="submit" className="primary" disabled={working} data-testid="number-register">
            {text('console.numbers.register.confirm')}
          </button>
        </div>
      </form>
    </details>
  )
}
