import { useState } from 'react'
import type { DongleLicence, Held } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { hasType } from '../licences/licence-type.ts'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { type Trouble, troubleOf } from '../trouble.ts'
import { useWorld } from '../world.tsx'

type Release = DongleLicence['releases'][number]

/** States after which a person may want it sent to the dongle once more. */
const ENDED: readonly string[] = ['unsent', 'refused', 'cancelled']

/** Something that is released: its code on demand, and sending it to the dongle again where it did not take it. */
export function ReleaseRow(props: {
  deviceId: string
  licenceNumber: string
  release: Release
  held: Held | undefined
  mayUnlock: boolean
  onSent: () => void
}) {
  const { deviceId, licenceNumber, release, held, mayUnlock, onSent } = props
  const { id, type, state, releasedAt } = release
  const { api } = useWorld()
  const { text, format } = useLanguage()
  const [code, setCode] = useState<string | null>(null)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const failed = (caught: unknown): void => setTrouble(troubleOf(caught))

  const show = (): void => {
    setTrouble(null)
    api.unlockCode(deviceId, { licenceNumber, type }).then((told) => setCode(told.code), failed)
  }
  const send = (): void => {
    setTrouble(null)
    api.unlockAgain(deviceId, id).then(onSent, failed)
  }

  return (
    <li data-testid={`release-${type}`}>
      <p className="head">
        <strong>{type}</strong>
        <span className="soft">{text('console.dongle.released', { when: format.day(releasedAt) })}</span>
        <span className={`badge ${state}`}>
          {text(state === 'unsent' ? 'console.unlock.unsent' : `state.${state}`)}
        </span>
      </p>
      {mayUnlock && (
        <div className="controls">
          {code === null ? (
            <button type="button" onClick={show} data-testid="unlock-show">
              {text('console.unlock.show')}
            </button>
          ) : (
            <button type="button" onClick={() => setCode(null)}>
              {text('console.unlock.hide')}
            </button>
          )}
          {ENDED.includes(state) && !(held && hasType(held, type)) && (
            <button type="button" onClick={send} data-testid="unlock-again">
              {text('console.unlock.again')}
            </button>
          )}
        </div>
      )}
      <div aria-live="polite">
        {code !== null && (
          <p className="notice good">
            <span className="code" data-testid="unlock-code">
              {code}
            </span>
            <br />
            <span className="soft">{text('console.unlock.codeHint', { number: licenceNumber })}</span>
          </p>
        )}
        {trouble && <TroubleNotice trouble={trouble} />}
      </div>
    </li>
  )
}
