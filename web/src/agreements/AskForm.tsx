import { type FormEvent, useId } from 'react'
import { useLocation } from 'wouter'
import type { Agreement } from '../api-types.ts'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { OwnAccount } from './OwnAccount.tsx'

/** One field by which somebody else is asked to agree; leads to the agreement. `ask` gets what was typed. */
export function AskForm(props: {
  title: string
  note: string
  label: string
  type: 'email' | 'text'
  testId: string
  /** What to begin with; the form is open then. */
  typed?: string
  /** Asks which of one's accounts it is for, where there are several. */
  ownAccountFor?: Agreement['kind']
  ask: (typed: string, of: { accountId?: string }) => Promise<{ id: string }>
}) {
  const id = useId()
  const [, go] = useLocation()
  const { working, trouble, act } = useAct(() => {})
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const typed = String(form.get('typed')).trim()
    const accountId = form.get('accountId')
    act(
      props
        .ask(typed, typeof accountId === 'string' ? { accountId } : {})
        .then((made) => go(`/agreements/${encodeURIComponent(made.id)}`)),
    )
  }
  return (
    <details className="panel apart" open={props.typed !== undefined}>
      <summary data-testid={props.testId}>{props.title}</summary>
      <form className="form spaced" onSubmit={submit}>
        <p className="soft">{props.note}</p>
        <label htmlFor={id}>{props.label}</label>
        <input
          id={id}
          name="typed"
          type={props.type}
          {...(props.typed === undefined ? {} : { defaultValue: props.typed })}
          required
          maxLength={254}
          data-testid={`${props.testId}-typed`}
        />
        {props.ownAccountFor && <OwnAccount kind={props.ownAccountFor} />}
        <div aria-live="polite">{trouble && <TroubleNotice trouble={trouble} />}</div>
        <div className="buttons">
          <button type="submit" disabled={working} data-testid={`${props.testId}-act`}>
            {props.title}
          </button>
        </div>
      </form>
    </details>
  )
}
