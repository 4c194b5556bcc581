import { type FormEvent, useState } from 'react'
import { Link } from 'wouter'
import type { NumberRequestBody } from '../api-types.ts'
import { languageNames, useLanguage } from '../language/language.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { type Trouble, troubleOf } from '../trouble.ts'
import { useWorld } from '../world.tsx'

/** The form with which anybody asks to have a number registered, signed in or not. The answer is the same whatever is known of the number. */
export function NumberRequestPage() {
  const { api } = useWorld()
  const { text } = useLanguage()
  const [state, setState] = useState<'filling' | 'sending' | 'sent'>('filling')
  const [trouble, setTrouble] = useState<Trouble | null>(null)

  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    setState('sending')
    setTrouble(null)
    api.requestNumber(askedIn(new FormData(event.currentTarget))).then(
      () => setState('sent'),
      (caught: unknown) => {
        setState('filling')
        setTrouble(troubleOf(caught))
      },
    )
  }

  return (
    <section className="applying">
      <p>
        <Link href="/" className="back">
          {text('console.numbers.home')}
        </Link>
      </p>
      <h1>{text('console.numbers.apply')}</h1>
      <p className="soft">{text('console.numbers.apply.note')}</p>
      {state === 'sent' ? (
        <p className="notice good" role="status" data-testid="apply-done">
          {text('console.numbers.apply.done')}
        </p>
      ) : (
        <form className="panel form" onSubmit={submit}>
          <Fields />
          <label className="tick">
            <input name="consent" type="checkbox" required data-testid="apply-consent" />
            <span>{text('console.numbers.consent')}</span>
          </label>
          <div aria-live="assertive">{trouble && <TroubleNotice trouble={trouble} testId="apply-problem" />}</div>
          <button type="submit" className="primary" disabled={state === 'sending'} data-testid="apply-send">
            {text('console.numbers.apply.send')}
          </button>
        </form>
      )}
    </section>
  )
}

function Fields() {
  const { text, language } = useLanguage()
  return (
    <>
      <label htmlFor="apply-phone">{text('console.account.phone.label')}</label>
      <input id="apply-phone" name="phone" type="tel" autoComplete="tel" required maxLength={40} />
      <label htmlFor="apply-name">{text('console.numbers.name')}</label>
      <input id="apply-name" name="name" autoComplete="name" required maxLength={100} />
      <label htmlFor="apply-company">{text('console.numbers.company')}</label>
      <input id="apply-company" name="company" autoComplete="organization" maxLength={100} />
      <label htmlFor="apply-address">{text('console.numbers.address')}</label>
      <input id="apply-address" name="address" autoComplete="street-address" maxLength={300} />
      <label htmlFor="apply-email">{text('console.signIn.email')}</label>
      <input id="apply-email" name="email" type="email" autoComplete="email" maxLength={200} />
      <label htmlFor="apply-language">{text('console.numbers.language')}</label>
      <LanguageChoice id="apply-language" start={language} />
      <label htmlFor="apply-remark">{text('console.numbers.remark')}</label>
      <input id="apply-remark" name="remark" maxLength={500} />
    </>
  )
}

/** In which language the number is answered, under the name `language`. */
export function LanguageChoice(props: { id: string; start: string }) {
  return (
    <select id={props.id} name="language" defaultValue={props.start}>
      {languageNames.map(([tag, name]) => (
        <option key={tag} value={tag}>
          {name}
        </option>
      ))}
    </select>
  )
}

function askedIn(form: FormData): NumberRequestBody {
  const typed = (name: string): string => String(form.get(name) ?? '').trim()
  const said = Object.fromEntries(
    ['company', 'address', 'email', 'remark'].flatMap((name) => (typed(name) === '' ? [] : [[name, typed(name)]])),
  )
  return { phone: typed('phone'), name: typed('name'), language: typed('language'), ...said, consent: true }
}
