import { type FormEvent, useState } from 'react'
import { useLanguage } from '../language/language.tsx'
import { useLoad } from '../live/use-load.ts'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { statusOf, type Trouble, troubleOf } from '../trouble.ts'
import { useWorld } from '../world.tsx'
import { ANSWER_TIMEOUT_S } from './simulator-api.ts'

/** Texts in the name of any telephone, where telephones are simulated and for who may. Elsewhere it is asked once, and nothing is shown. */
export function TelephonePanel() {
  const { api } = useWorld()
  const load = () =>
    api.simulatedModem().catch((caught: unknown) => {
      if (![403, 404].includes(statusOf(troubleOf(caught)) ?? 0)) throw caught
      return null
    })
  const loaded = useLoad(load, 'modem', 0)
  return loaded.data ? <Telephone serverNumber={loaded.data.serverNumber} /> : null
}

type Heard =
  | { kind: 'nothing' }
  | { kind: 'waiting' }
  | { kind: 'answers'; answers: string[] }
  | { kind: 'trouble'; trouble: Trouble }

function Telephone(props: { serverNumber: string }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const [heard, setHeard] = useState<Heard>({ kind: 'nothing' })

  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const typed = new FormData(event.currentTarget)
    const from = String(typed.get('from')).replaceAll(/[ /-]/g, '')
    setHeard({ kind: 'waiting' })
    api.say(from, String(typed.get('text'))).then(
      ({ answers }) => setHeard({ kind: 'answers', answers }),
      (caught: unknown) => setHeard({ kind: 'trouble', trouble: troubleOf(caught) }),
    )
  }

  return (
    <section className="panel simulator">
      <h2>{text('console.phones.title')}</h2>
      <p className="soft">{text('console.phones.note', { number: props.serverNumber })}</p>
      <form className="form" onSubmit={submit}>
        <label htmlFor="phone-from">{text('console.phones.from')}</label>
        <input id="phone-from" name="from" required maxLength={30} inputMode="tel" data-testid="say-from" />
        <label htmlFor="phone-text">{text('console.phones.text')}</label>
        <input id="phone-text" name="text" required maxLength={1_000} autoComplete="off" data-testid="say-text" />
        <div className="buttons">
          <button type="submit" className="primary" disabled={heard.kind === 'waiting'} data-testid="say-send">
            {text('console.phones.send')}
          </button>
        </div>
      </form>
      <div aria-live="polite">
        <Shown heard={heard} />
      </div>
    </section>
  )
}

function Shown({ heard }: { heard: Heard }) {
  const { text } = useLanguage()
  if (heard.kind === 'nothing') return null
  if (heard.kind === 'trouble') return <TroubleNotice trouble={heard.trouble} />
  if (heard.kind === 'waiting') return <p className="soft">{text('console.phones.waiting')}</p>
  if (heard.answers.length === 0)
    return <p className="notice">{text('console.phones.silence', { seconds: ANSWER_TIMEOUT_S })}</p>
  return (
    <>
      <h3>{text('console.phones.answers')}</h3>
      {[...heard.answers.entries()].map(([order, answer]) => (
        <p key={order} className="notice" data-testid="say-answer">
          {answer}
        </p>
      ))}
    </>
  )
}
