import { type FormEvent, useState } from 'react'
import { Link } from 'wouter'
import { useLanguage } from '../language/language.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { useWorld } from '../world.tsx'

/** Asks for a mail with a link: for an account of one's own, or for a new password. What is told is the same whether or not the address is known. */
export function AskPage({ what }: { what: 'register' | 'forgot' }) {
  const { api } = useWorld()
  const { text, language } = useLanguage()
  const [asked, setAsked] = useState(false)
  const { working, trouble, act } = useAct(() => setAsked(true))

  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const email = String(form.get('email')).trim()
    if (what === 'forgot') act(api.forgot(email))
    else
      act(
        api.register({
          email,
          name: String(form.get('name')),
          country: String(form.get('country')).toUpperCase(),
          language,
        }),
      )
  }

  return (
    <section className="signIn">
      <h1>{text(`console.users.${what}.title`)}</h1>
      {asked ? (
        <>
          <p className="notice apart" role="status" data-testid="asked">
            {text('console.users.asked')}
          </p>
          <div className="buttons apart">
            <button type="button" data-testid="ask-again" onClick={() => setAsked(false)}>
              {text('console.users.asked.again')}
            </button>
          </div>
        </>
      ) : (
        <form className="panel form" onSubmit={submit}>
          <p className="soft">{text(`console.users.${what}.intro`)}</p>
          {what === 'register' && <OwnFields />}
          <label htmlFor="email">{text('console.signIn.email')}</label>
          <input
            id="email"
            name="email"
            type="email"
            autoComplete="username"
            autoCapitalize="off"
            maxLength={254}
            required
            data-testid="ask-email"
          />
          <div aria-live="assertive">{trouble && <TroubleNotice trouble={trouble} />}</div>
          <button type="submit" className="primary" disabled={working} data-testid="ask-submit">
            {text(`console.users.${what}.submit`)}
          </button>
        </form>
      )}
      <p className="ways">
        <Link href="/" className="back">
          {text('console.signIn.title')}
        </Link>
      </p>
    </section>
  )
}

function OwnFields() {
  const { text, format } = useLanguage()
  const [country, setCountry] = useState('SE')
  return (
    <>
      <label htmlFor="name">{text('console.users.name')}</label>
      <input id="name" name="name" autoComplete="name" maxLength={100} required data-testid="ask-name" />
      <label htmlFor="country">{text('console.users.country')}</label>
      <input
        id="country"
        name="country"
        autoComplete="country"
        value={country}
        autoCapitalize="characters"
        pattern="[A-Za-z]{2}"
        maxLength={2}
        required
        aria-describedby="countryName"
        data-testid="ask-country"
        onChange={({ target }) => setCountry(target.value.toUpperCase())}
      />
      {/* Two letters say little to whoever does not know them by heart. */}
      <p id="countryName" className="soft" aria-live="polite" data-testid="ask-country-name">
        {country.length === 2 ? format.country(country) : ''}
      </p>
    </>
  )
}
