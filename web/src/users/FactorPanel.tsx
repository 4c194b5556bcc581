import { type FormEvent, useState } from 'react'
import type { BegunFactor } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { useLoad } from '../live/use-load.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { QrCode } from '../receipt/QrCode.tsx'
import { useWorld } from '../world.tsx'

/** Turns two-factor sign-in on and off: a secret to scan, a first code, recovery codes to keep. */
export function FactorPanel() {
  const { api } = useWorld()
  const { text } = useLanguage()
  const loaded = useLoad(() => api.factor(), 'factor', 0)
  const [begun, setBegun] = useState<BegunFactor | null>(null)
  const [kept, setKept] = useState<readonly string[]>([])
  const { working, trouble, act } = useAct(loaded.again)

  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const code = String(new FormData(event.currentTarget).get('code'))
    if (!begun) {
      act(api.endFactor(code).then(() => setKept([])))
      return
    }
    const confirmed = api.confirmFactor(code).then(({ recoveryCodes }) => {
      setKept(recoveryCodes)
      setBegun(null)
    })
    act(confirmed)
  }

  return (
    <section className="panel account" data-testid="factor">
      <h2>{text('console.factor.title')}</h2>
      <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
        {({ on, recoveryCodes }) => (
          <>
            <p>{on ? text('console.factor.on', { left: recoveryCodes }) : text('console.factor.off')}</p>
            {kept.length > 0 && (
              <>
                <p className="notice">{text('console.factor.keep')}</p>
                <pre data-testid="recovery-codes">{kept.join('\n')}</pre>
              </>
            )}
            {begun && (
              <>
                <p>{text('console.factor.scan')}</p>
                <QrCode text={begun.uri} label={text('console.factor.title')} />
                <p>
                  <code data-testid="factor-secret">{begun.secret}</code>
                </p>
              </>
            )}
            {on || begun ? (
              <form className="form" onSubmit={submit}>
                <label htmlFor="code">{text('console.factor.code')}</label>
                <input
                  id="code"
                  name="code"
                  autoComplete="one-time-code"
                  maxLength={40}
                  required
                  data-testid="factor-code"
                />
                <button type="submit" disabled={working} data-testid="factor-submit">
                  {text(begun ? 'console.factor.confirm' : 'console.factor.end')}
                </button>
              </form>
            ) : (
              <button
                type="button"
                disabled={working}
                data-testid="factor-begin"
                onClick={() => act(api.beginFactor().then(setBegun))}
              >
                {text('console.factor.begin')}
              </button>
            )}
          </>
        )}
      </LoadedView>
      <div aria-live="polite">{trouble && <TroubleNotice trouble={trouble} />}</div>
    </section>
  )
}
