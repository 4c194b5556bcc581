import { type FormEvent, useState } from 'react'
import { Link } from 'wouter'
import type { Identified } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useMayAnywhere } from '../session/session.tsx'
import { type Trouble, troubleOf } from '../trouble.ts'
import { useWorld } from '../world.tsx'

type Candidate = Identified['candidates'][number]
type Answer = Identified | { trouble: Trouble }

/** "I hold a code. What is it, and may I throw it away?" Needs no sign-in; whoever is signed in is told what their own codes stand at. */
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
  if (answer.other)
    return (
      <div data-testid="identify-other">
        <strong>{text(`console.identify.${answer.other.kind}`)}</strong>
        <p>{answer.other.next}</p>
      </div>
    )
  if (answer.candidates.length === 0) return <p>{text('console.identify.none')}</p>
  return (
    <ul className="candidates">
      {answer.candidates.map((candidate) => (
        <CandidateView key={candidate.family} candidate={candidate} />
      ))}
    </ul>
  )
}

function CandidateView({ candidate }: { candidate: Candidate }) {
  const { text } = useLanguage()
  const mayRedeem = useMayAnywhere('redeem')
  const { family, keep, notices, own, problems } = candidate
  const place = placeOf(candidate)
  return (
    <li data-family={family}>
      <strong>{text(`family.${family}`)}</strong>{' '}
      {own && (
        <span className={`badge ${own.state}`} data-testid="identify-own">
          {text(`state.${own.state}`)}
        </span>
      )}
      {notices.map((notice) => (
        <p key={notice} className="soft">
          {text(`notice.${notice}`)}
        </p>
      ))}
      <p>{candidate.next}</p>
      {problems.length === 0 && <p className="keep">{text(`keep.${keep}`)}</p>}
      {mayRedeem && place && <Link href={place.path}>{text(place.says)}</Link>}
    </li>
  )
}

const OF_ACCOUNT: ReadonlySet<string> = new Set(['licence', 'registration', 'sms-credits', 'subscription'])

/** Where the person goes on with it. */
function placeOf({ family, own, problems }: Candidate): { path: string; says: string } | null {
  if (own?.deviceId) return { path: `/devices/${own.deviceId}`, says: 'console.identify.toDevice' }
  if (problems.length > 0 || !OF_ACCOUNT.has(family)) return null
  return { path: '/account', says: 'console.identify.toAccount' }
}
