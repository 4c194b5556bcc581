import { useState } from 'react'
import { useLanguage } from '../language/language.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { type Trouble, troubleOf } from '../trouble.ts'
import { useWorld } from '../world.tsx'

/** Begins the trial. @param props.ready a phone number is verified */
export function TrialButton(props: { ready: boolean; again: () => void }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const start = (): void => {
    setTrouble(null)
    api.startTrial().then(props.again, (caught: unknown) => setTrouble(troubleOf(caught)))
  }
  return (
    <div aria-live="polite">
      {!props.ready && <p className="soft">{text('console.account.trial.needsPhone')}</p>}
      <button type="button" onClick={start} disabled={!props.ready} data-testid="account-trial">
        {text('console.account.trial')}
      </button>
      {trouble && <TroubleNotice trouble={trouble} />}
    </div>
  )
}
