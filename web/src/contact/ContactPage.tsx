import { type FormEvent, useState } from 'react'
import { Link } from 'wouter'
import type { ContactBody, ContactConsent } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { useLoad } from '../live/use-load.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { useSession } from '../session/session.tsx'
import { useWorld } from '../world.tsx'

const SUBJECTS = ['device', 'code', 'order', 'invoice', 'account', 'privacy', 'other'] as const

/** The form by which anybody writes to us, signed in or not. The consent is shown as the server words it, and sent back under its version. */
export function ContactPage() {
  const { api } = useWorld()
  const { text, language } = useLanguage()
  const loaded = useLoad(() => api.contactConsent(language), `contact consent ${language}`, 0)
  const [sentTo, setSentTo] = useState<string | null>(null)
  return (
    <section className="applying">
      <h1>{text('console.contact.title')}</h1>
      {sentTo !== null ? (
        <>
          <p className="notice good" role="status" data-testid="contact-done">
            {text('console.contact.done', { email: sentTo })}
          </p>
          <button type="button" className="apart" onClick={() => setSentTo(null)}>
            {text('console.contact.another')}
          </button>
        </>
      ) : (
        <>
          <p className="soft">{text('console.contact.intro')}</p>
          <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
            {(consent) => <ContactForm consent={consent} onSent={setSentTo} />}
          </LoadedView>
        </>
      )}
      <p className="soft apart">
        <Link href="/policy">{text('console.contact.policy')}</Link>
      </p>
    </section>
  )
}

function ContactForm({ consent, onSent }: { consent: ContactConsent; onSent: (email: string) => void }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const [email, setEmail] = useState('')
  const { working, trouble, act } = useAct(() => onSent(email))

  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const written = writtenIn(new FormData(event.currentTarget), consent)
    setEmail(written.email)
    act(api.writeContact(written))
  }

  return (
    <form className="panel form" onSubmit={submit} data-testid="contact-form">
      <Fields />
      {/* Another language is another wording: the tick is asked for again. */}
      <label className="tick" key={consent.language}>
        <input name="consent" type="checkbox" required data-testid="contact-consent" />
        <span lang={consent.language} data-testid="contact-consent-text">
          {consent.text}
        </span>
      </label>
      <div aria-live="assertive">{trouble && <TroubleNotice trouble={trouble} testId="contact-problem" />}</div>
      <button type="submit" className="primary" disabled={working} data-testid="contact-send">
        {text(working ? 'console.contact.sending' : 'console.contact.send')}
      </button>
    </form>
  )
}

function Fields() {
  const { text } = useLanguage()
  const { state } = useSession()
  const own = state.kind === 'in' ? state.user.email : ''
  return (
    <>
      <label htmlFor="contact-name">{text('console.contact.name')}</label>
      <input id="contact-name" name="name" autoComplete="name" required maxLength={100} />
      <label htmlFor="contact-email">{text('console.signIn.email')}</label>
      <input
        id="contact-email"
        name="email"
        type="email"
        autoComplete="email"
        autoCapitalize="off"
        required
        maxLength={254}
        defaultValue={own}
      />
      <label htmlFor="contact-subject">{text('console.contact.subject')}</label>
      <select id="contact-subject" name="subject" required defaultValue="">
        <option value="" disabled>
          {text('console.contact.subject.choose')}
        </option>
        {SUBJECTS.map((subject) => (
          <option key={subject} value={subject}>
            {text(`contact.subject.${subject}`)}
          </option>
        ))}
      </select>
      <label htmlFor="contact-message">{text('console.contact.message')}</label>
      <textarea id="contact-message" name="message" rows={7} required maxLength={5_000} />
      <label htmlFor="contact-phone">{text('console.contact.phone')}</label>
      <input id="contact-phone" name="phone" type="tel" autoComplete="tel" maxLength={40} />
      <label htmlFor="contact-device">{text('console.contact.device')}</label>
      <input id="contact-device" name="device" autoComplete="off" maxLength={100} />
      <label htmlFor="contact-order">{text('console.contact.order')}</label>
      <input id="contact-order" name="order" autoComplete="off" maxLength={100} />
      {/* Nobody sees it, and no keyboard reaches it: only a program fills it in. */}
      <div className="trap" aria-hidden="true">
        <label htmlFor="contact-website">{text('console.contact.website')}</label>
        <input id="contact-website" name="website" tabIndex={-1} autoComplete="off" />
      </div>
    </>
  )
}

function writtenIn(form: FormData, { version, language }: ContactConsent): ContactBody {
  const typed = (name: string): string => String(form.get(name) ?? '').trim()
  const more = Object.fromEntries(
    ['phone', 'device', 'order', 'website'].flatMap((name) => (typed(name) === '' ? [] : [[name, typed(name)]])),
  )
  const [name, email, message] = [typed('name'), typed('email'), typed('message')]
  const subject = SUBJECTS.find((one) => one === typed('subject')) ?? 'other'
  return { name, email, message, subject, ...more, language, consent: true, consentVersion: version }
}
