import { type FormEvent, useState } from 'react'
import { useLanguage } from '../language/language.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { useWorld } from '../world.tsx'

/** Six digits go to a recipient's address; whoever has it tells them, and they are entered here. */
export function ProofForm({ id, again }: { id: string; again: () => void }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const [sentTo, setSentTo] = useState<string | null>(null)
  const { working, trouble, act } = useAct(() => {})
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const typed = String(new FormData(event.currentTarget).get('digits'))
    act(api.confirmRecipient(id, typed).then(again))
  }
  return (
    <form className="form" onSubmit={submit}>
      {sentTo !== null && (
        <>
          <label htmlFor={`digits-${id}`}>{text('console.recipients.digits', { address: sentTo })}</label>
          <input
            id={`digits-${id}`}
            name="digits"
            required
            maxLength={200}
            autoComplete="one-time-code"
            inputMode="numeric"
            data-testid="recipient-digits"
          />
        </>
      )}
      <div aria-live="polite">{trouble && <TroubleNotice trouble={trouble} />}</div>
      <div className="buttons">
        <button
          type="button"
          disabled={working}
          data-testid="recipient-send-digits"
          onClick={() => act(api.sendDigits(id).then(({ address }) => setSentTo(address)))}
        >
          {text('console.recipients.sendDigits')}
        </button>
        {sentTo !== null && (
          <button type="submit" className="primary" disabled={working} data-testid="recipient-confirm">
            {text('console.recipients.confirm')}
          </button>
        )}
      </div>
    </form>
  )
}
