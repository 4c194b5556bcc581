import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Link } from 'wouter'
import { IdentifyBox } from '../identify/IdentifyBox.tsx'
import { useLanguage } from '../language/language.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { type Trouble, troubleOf } from '../trouble.ts'
import { useSession } from './session.tsx'

export function SignInPage() {
  const { text } = useLanguage()
  const { signIn } = useSession()
  const [working, setWorking] = useState(false)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const [factor, setFactor] = useState(false)

  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setWorking(true)
    setTrouble(null)
    const secondFactor = String(form.get('secondFactor') ?? '').trim()
    const login = { email: String(form.get('email')).trim(), password: String(form.get('password')) }
    signIn({ ...login, ...(secondFactor === '' ? {} : { secondFactor }) }).catch((caught: unknown) => {
      setWorking(false)
      const found = troubleOf(caught)
      setTrouble(found)
      if (asksFactor(found)) setFactor(true)
    })
  }

  return (
    <section className="signIn">
      <h1>{text('console.signIn.title')}</h1>
      <p className="soft">{text('console.signIn.intro')}</p>
      <form className="panel form" onSubmit={submit}>
        <label htmlFor="email">{text('console.signIn.email')}</label>
        <input
          id="email"
          name="email"
          type="email"
          autoComplete="username"
          autoCapitalize="off"
          maxLength={254}
          required
          data-testid="sign-in-email"
        />
        <label htmlFor="password">{text('console.signIn.password')}</label>
        <input
          id="password"
          name="password"
          type="password"
          autoComplete="current-password"
          maxLength={256}
          required
          data-testid="sign-in-password"
        />
        {factor && <FactorField />}
        <div aria-live="assertive">{trouble && !asksFactor(trouble) && <TroubleNotice trouble={trouble} />}</div>
        <button type="submit" className="primary" disabled={working} data-testid="sign-in-submit">
          {text(working ? 'console.signIn.working' : 'console.signIn.submit')}
        </button>
      </form>
      <nav className="ways" aria-label={text('console.signIn.title')}>
        <Link href="/forgot">{text('console.users.forgot.title')}</Link>
        <Link href="/register">{text('console.users.register.title')}</Link>
      </nav>
      <IdentifyBox />
      <p className="ways">
        <Link href="/number-request">{text('console.numbers.toForm')}</Link>
      </p>
    </section>
  )
}

/** Comes once the password fits, and takes the hand there: whoever has come this far has done nothing wrong. */
function FactorField() {
  const { text } = useLanguage()
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  return (
    <>
      <p className="notice" id="factorNote" role="status" data-testid="sign-in-factor-wanted">
        {text('console.factor.wanted')}
      </p>
      <label htmlFor="secondFactor">{text('console.factor.code')}</label>
      <input
        id="secondFactor"
        name="secondFactor"
        ref={field}
        aria-describedby="factorNote"
        autoComplete="one-time-code"
        autoCapitalize="off"
        spellCheck={false}
        maxLength={40}
        required
        data-testid="sign-in-factor"
      />
      <p className="ways">
        <Link href="/contact">{text('console.factor.lost')}</Link>
      </p>
    </>
  )
}

/** The password fits, and a second factor is wanted. */
function asksFactor(trouble: Trouble): boolean {
  return trouble.kind === 'problem' && trouble.problem.code === 'second-factor-needed'
}
