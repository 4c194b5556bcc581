import { useRef, useState } from 'react'
import { useLanguage } from '../language/language.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { type Trouble, troubleOf } from '../trouble.ts'
import { useWorld } from '../world.tsx'
import { ReasonChoice } from './ReasonChoice.tsx'
import type { Reason } from './reasons.ts'

const CODE_CHARACTERS_MAX = 512

/** One card in the hand: scan or type any code of it, and make it good or take it out of use. */
export function CardPanel() {
  const { text } = useLanguage()
  const { api } = useWorld()
  const [reason, setReason] = useState<Reason>('lost')
  const [wholeCard, setWholeCard] = useState(true)
  const [told, setTold] = useState<{ done: string } | { trouble: Trouble } | null>(null)
  const [working, setWorking] = useState(false)
  const form = useRef<HTMLFormElement>(null)

  const act = (doing: (code: string) => Promise<{ changed: number }>, said: string): void => {
    if (!form.current?.reportValidity()) return
    setWorking(true)
    doing(String(new FormData(form.current).get('code')))
      .then(({ changed }) => {
        setTold({ done: text(said, { changed }) })
        form.current?.reset()
      })
      .catch((caught: unknown) => setTold({ trouble: troubleOf(caught) }))
      .finally(() => setWorking(false))
  }
  const activate = (): void => act(api.activateCode, 'console.codes.card.activated')
  const revoke = (): void => act((code) => api.revokeCode({ code, reason, wholeCard }), 'console.codes.card.revoked')

  return (
    <form
      ref={form}
      className="panel form card"
      data-testid="card-panel"
      onSubmit={(event) => {
        // A scanner ends with Enter, and scanning is selling.
        event.preventDefault()
        activate()
      }}
    >
      <h2>{text('console.codes.card')}</h2>
      <label className="field">
        {text('console.codes.card.code')}
        <input
          name="code"
          className="code"
          required
          maxLength={CODE_CHARACTERS_MAX}
          autoCapitalize="off"
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          data-testid="card-code"
        />
        <span className="hint soft">{text('console.codes.card.hint')}</span>
      </label>
      <button type="submit" className="primary" disabled={working} data-testid="card-activate">
        {text('console.codes.card.activate')}
      </button>
      <details>
        <summary>{text('console.codes.card.revoke')}</summary>
        <label className="tick">
          <input type="checkbox" checked={wholeCard} onChange={(event) => setWholeCard(event.target.checked)} />
          <span>{text('console.codes.card.whole')}</span>
        </label>
        <div className="acts">
          <ReasonChoice reason={reason} onChoose={setReason} />
          <button type="button" disabled={working} onClick={revoke} data-testid="card-revoke">
            {text('console.codes.card.revokeButton')}
          </button>
        </div>
      </details>
      <div aria-live="polite" data-testid="card-answer">
        {told &&
          ('trouble' in told ? <TroubleNotice trouble={told.trouble} /> : <p className="notice good">{told.done}</p>)}
      </div>
    </form>
  )
}
