import { type FormEvent, useState } from 'react'
import type { Contact } from '../api-types.ts'
import { useLanguage, visitorLanguageNames } from '../language/language.tsx'
import { useLoad } from '../live/use-load.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { useWorld } from '../world.tsx'

type Props = { contact: Contact; onChanged: () => void }

/** A message in its sender's own words, which are text and nothing else, with what was answered and what may be done with it. */
export function ContactView(props: Props) {
  const { contact } = props
  const { text, format } = useLanguage()
  const [open, setOpen] = useState(false)
  const { erasedAt, erasedBy, closedAt } = contact
  const facts: [string, string | undefined][] = [
    ['console.contacts.from', contact.email],
    ['console.contacts.phone', contact.phone],
    ['console.contacts.device', contact.device],
    ['console.contacts.order', contact.order],
    ['console.contacts.account', contact.accountId],
    ['console.contacts.language', nameOf(contact.language)],
    ['console.contacts.consented', `${format.instant(contact.at)} (${contact.consent})`],
    ['console.contacts.closedAt', closedAt && format.instant(closedAt)],
    [
      'console.contacts.erasedAt',
      erasedAt && `${format.instant(erasedAt)}, ${text(`console.contacts.by.${erasedBy ?? 'staff'}`)}`,
    ],
  ]
  return (
    <>
      <p className="head">
        <strong>{contact.name ?? text('console.contacts.state.erased')}</strong>
        <span>{text(`contact.subject.${contact.subject}`)}</span>
        <time className="soft" dateTime={contact.at}>
          {format.ago(contact.at)}
        </time>
      </p>
      {contact.message !== undefined && (
        <p className="said" data-testid="contact-message">
          {contact.message}
        </p>
      )}
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary data-testid="contact-read">{text('console.contacts.read')}</summary>
        <dl className="facts">
          {facts.map(([key, value]) =>
            value ? (
              <div key={key}>
                <dt>{text(key)}</dt>
                <dd>{value}</dd>
              </div>
            ) : null,
          )}
        </dl>
        {open && contact.message !== undefined && <Thread {...props} />}
      </details>
    </>
  )
}

function Thread({ contact, onChanged }: Props) {
  const { api } = useWorld()
  const { text, format } = useLanguage()
  const { working, trouble, act } = useAct(onChanged)
  const loaded = useLoad(() => api.contact(contact.id), `contact ${contact.id} ${contact.answeredAt ?? ''}`, 0)
  const living = contact.state === 'open' || contact.state === 'answered'
  return (
    <>
      <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
        {({ answers }) => (
          <>
            {answers.map((answer) => (
              <div key={answer.id}>
                <p className="said answer" data-testid="contact-answered">
                  {answer.text}
                </p>
                <p className="soft">{text('console.contacts.answered', { when: format.instant(answer.at) })}</p>
              </div>
            ))}
          </>
        )}
      </LoadedView>
      {living && <AnswerForm contact={contact} onChanged={onChanged} />}
      {living && (
        <button
          type="button"
          disabled={working}
          onClick={() => act(api.closeContact(contact.id))}
          data-testid="contact-close"
        >
          {text('console.contacts.close')}
        </button>
      )}
      <details>
        <summary data-testid="contact-erase">{text('console.contacts.erase')}</summary>
        <p>{text('console.contacts.erase.warning')}</p>
        <button
          type="button"
          disabled={working}
          onClick={() => act(api.eraseContact(contact.id))}
          data-testid="contact-erase-confirm"
        >
          {text('console.contacts.erase.confirm')}
        </button>
      </details>
      <div aria-live="polite">{trouble && <TroubleNotice trouble={trouble} />}</div>
    </>
  )
}

/** One answer keeps its key until it has left: pressed twice, or again after the line broke, it sends one mail. Changed words are another answer. */
function AnswerForm({ contact, onChanged }: Props) {
  const { api, browser } = useWorld()
  const { text } = useLanguage()
  const [key, setKey] = useState(() => browser.uniqueText())
  const { working, trouble, act } = useAct(onChanged)
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const answer = { text: String(form.get('text')), close: form.get('close') !== null }
    act(api.answerContact(contact.id, answer, key).then(() => setKey(browser.uniqueText())))
  }
  return (
    <form className="form" onSubmit={submit} onChange={() => setKey(browser.uniqueText())}>
      <label htmlFor={`answer-${contact.id}`}>{text('console.contacts.answer')}</label>
      <textarea
        id={`answer-${contact.id}`}
        name="text"
        rows={5}
        required
        maxLength={10_000}
        lang={contact.language}
        data-testid="contact-answer"
      />
      <p className="soft">{text('console.contacts.answer.hint', { language: nameOf(contact.language) })}</p>
      <label className="tick">
        <input name="close" type="checkbox" defaultChecked data-testid="contact-answer-close" />
        <span>{text('console.contacts.answer.close')}</span>
      </label>
      <div aria-live="polite">{trouble && <TroubleNotice trouble={trouble} />}</div>
      <div className="buttons">
        <button type="submit" className="primary" disabled={working} data-testid="contact-answer-send">
          {text('console.contacts.answer.send')}
        </button>
      </div>
    </form>
  )
}

/** A language by its own name, or its tag. */
function nameOf(language: string): string {
  return visitorLanguageNames.find(([tag]) => tag === language)?.[1] ?? language
}
