import { useState } from 'react'
import type { BridgeSecret } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { type Trouble, troubleOf } from '../trouble.ts'
import { useWorld } from '../world.tsx'

/** A new secret for the bridge of a dongle, as the line that its file takes. It is gone with the page. */
export function BridgePanel(props: { deviceId: string }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const [told, setTold] = useState<BridgeSecret | null>(null)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const issue = (): void => {
    setTrouble(null)
    api.bridgeSecret(props.deviceId).then(setTold, (caught: unknown) => setTrouble(troubleOf(caught)))
  }
  return (
    <section className="panel">
      <h2>{text('console.dongle.bridge')}</h2>
      <p className="soft">{text('console.dongle.bridge.note')}</p>
      <div aria-live="polite">
        {told && (
          <p className="notice good">
            <span className="soft">{text('console.dongle.bridge.line')}</span>
            <br />
            <span className="mono" data-testid="bridge-line">
              {told.caratId} {told.secret}
            </span>
          </p>
        )}
        {trouble && <TroubleNotice trouble={trouble} />}
      </div>
      <div className="buttons">
        <button type="button" onClick={issue} data-testid="bridge-issue">
          {text('console.dongle.bridge.act')}
        </button>
      </div>
    </section>
  )
}
