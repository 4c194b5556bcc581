import { type FormEvent, useState } from 'react'
import type { Identified } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { type Trouble, troubleOf } from '../trouble.ts'
import { useWorld } from '../world.tsx'

type Answer = { candidates: Identified['candidates'] } | { trouble: Trouble }

/** "I hold a code. What is it, and may I throw it away?" Needs no sign-in. */
export function IdentifyBox() {
  const { text } = useLanguage()
  const { api } = useWorld()
  const [answer, setAnswer] = useState<Answer | null>(null)
  const [working, setWorking] = useState(false)

  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const pasted = String(new FormData(event.currentTarget).get('text')).slice(0, PASTED_MAX)
    setWorking(true)
    api
      .identify(pasted)
      .then(setAnswer, (caught: unknown) => setAnswer({ trouble: troubleOf(caught) }))
      .finally(() => setWorking(false))
  }

  return (
    <section className="identify">
      <h2>{text('console.identify.title')}</h2>
      <form className="panel form" onSubmit={submit}>
        <label htmlFor="pasted">{text('console.identify.label')}</label>
        <textarea
          id="pasted"
          name="text"
          rows={3}
          autoCapitalize="off"
          autoCorrect="off"
          spellCheck={false}
          required
          className="code"
          data-testid="identify-text"
        />
        <button type="submit" disabled={working} data-testid="identify-submit">
          {text('console.identify.button')}
        </button>
        <div aria-live="polite" data-testid="identify-answer">
          {answer && <Told answer={answer} />}
        </div>
      </form>
    </section>
  )
}

/** What the server takes; more than any message holds. */
const PASTED_MAX = 20_000

function Told({ answer }: { answer: Answer }) {
  const { text } = useLanguage()
  if ('trouble' in answer) return <TroubleNotice trouble={answer.trouble} />
  if (answer.candidates.length === 0) return <p>{text('console.identify.none')}</p>
  return (
    <ul className="candidates">
      {answer.candidates.map((candidate) => (
        <li key={candidate.family} data-family={candidate.family}>
          <strong>{text(`family.${candidate.family}`)}</strong>
          {candidate.notices.map((notice) => (
            <p key={notice} className="soft">
              {text(`notice.${notice}`)}
            </p>
          ))}
          <p>{candidate.next}</p>
          {candidate.problems.length === 0 && <p className="keep">{text(`keep.${candidate.keep}`)}</p>}
          {candidate.own && <p>{text(`state.${candidate.own.state}`)}</p>}
        </li>
      ))}
    </ul>
  )
}
