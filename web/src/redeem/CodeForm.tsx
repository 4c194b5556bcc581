import { type FormEvent, useEffect, useRef } from 'react'
import { useLanguage } from '../language/language.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { type Attempt, CODE_CHARACTERS_MAX } from './attempt.ts'
import type { AttemptActs } from './use-attempt.ts'

/** The field for the code: takes it as it is typed or pasted; what to forgive is the server's to judge. */
export function CodeForm(props: {
  attempt: Extract<Attempt, { phase: 'entering' | 'checking' }>
  acts: AttemptActs
  onCancel: () => void
  /** The code is for the account, and not for a SIM card. */
  account?: true
}) {
  const { attempt, acts, onCancel, account } = props
  const { text } = useLanguage()
  const input = useRef<HTMLInputElement>(null)
  const checking = attempt.phase === 'checking'
  const trouble = attempt.phase === 'entering' ? attempt.trouble : null
  const empty = attempt.phase === 'entering' && attempt.empty

  useEffect(() => {
    if (!checking) input.current?.focus()
  }, [checking])

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    acts.check()
    input.current?.focus()
  }

  return (
    <form className="form" onSubmit={submit} noValidate>
      <label htmlFor="code">{text(account ? 'console.account.enter.label' : 'console.redeem.label')}</label>
      <input
        ref={input}
        id="code"
        className="code"
        value={attempt.code}
        onChange={(event) => acts.type(event.target.value)}
        readOnly={checking}
        maxLength={CODE_CHARACTERS_MAX}
        autoComplete="off"
        autoCapitalize="off"
        autoCorrect="off"
        spellCheck={false}
        enterKeyHint="go"
        aria-describedby="code-hint code-trouble"
        aria-invalid={trouble !== null || empty}
        data-testid="code-input"
      />
      <p id="code-hint" className="soft">
        {text(account ? 'console.account.enter.hint' : 'console.redeem.hint')}
      </p>
      <div id="code-trouble" aria-live="assertive">
        {empty && <p className="notice bad">{text('console.redeem.empty')}</p>}
        {trouble && <TroubleNotice trouble={trouble} testId="code-problem" />}
      </div>
      <div className="buttons">
        <button type="button" onClick={onCancel}>
          {text('console.cancel')}
        </button>
        <button type="submit" className="primary" disabled={checking} data-testid="code-check">
          {text(checking ? 'console.redeem.checking' : 'console.redeem.check')}
        </button>
      </div>
    </form>
  )
}
