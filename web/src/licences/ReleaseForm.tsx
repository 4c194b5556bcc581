import { type FormEvent, useState } from 'react'
import type { ReleaseBody } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { type Trouble, troubleOf } from '../trouble.ts'
import { useWorld } from '../world.tsx'
import { hasType, readLicenceNumber } from './licence-type.ts'
import { NumberField } from './NumberField.tsx'
import { chosenType, TypeChoice } from './TypeChoice.tsx'

type Releasing =
  | { phase: 'choosing'; fault: 'number' | 'released' | null }
  | { phase: 'confirming'; wish: ReleaseBody }
  | { phase: 'done'; wish: ReleaseBody }

/** Releases what was bought before there was this system. Nothing takes a release back, so it is shown once more first. @param onReleased gets the licence number */
export function ReleaseForm(props: { onReleased: (licenceNumber: string) => void }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const [now, setNow] = useState<Releasing>({ phase: 'choosing', fault: null })
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const [working, setWorking] = useState(false)
  const failed = (caught: unknown): void => setTrouble(troubleOf(caught))

  const choose = (licenceNumber: string | null, type: string): void => {
    setTrouble(null)
    if (licenceNumber === null) {
      setNow({ phase: 'choosing', fault: 'number' })
      return
    }
    setWorking(true)
    // Judged again when it is released; here it spares the question.
    api
      .releases(licenceNumber)
      .then(({ items }) => {
        const held = {
          points: Math.max(0, ...items.filter((one) => one.type !== 'E').map((one) => Number.parseInt(one.type, 10))),
          e: items.some((one) => one.type === 'E'),
        }
        const released = hasType(held, type)
        setNow(
          released ? { phase: 'choosing', fault: 'released' } : { phase: 'confirming', wish: { licenceNumber, type } },
        )
      }, failed)
      .finally(() => setWorking(false))
  }
  const release = (wish: ReleaseBody): void => {
    setTrouble(null)
    setWorking(true)
    api
      .release(wish)
      .then(() => {
        setNow({ phase: 'done', wish })
        props.onReleased(wish.licenceNumber)
      }, failed)
      .finally(() => setWorking(false))
  }

  return (
    <section className="panel" data-testid="release-panel" data-phase={now.phase}>
      <h2>{text('console.release.title')}</h2>
      <p className="soft">{text('console.release.note')}</p>
      {now.phase !== 'confirming' && (
        <Choice fault={now.phase === 'choosing' ? now.fault : null} working={working} onChosen={choose} />
      )}
      {now.phase === 'confirming' && (
        <Confirmation
          wish={now.wish}
          working={working}
          onYes={() => release(now.wish)}
          onNo={() => setNow({ phase: 'choosing', fault: null })}
        />
      )}
      <div aria-live="polite">
        {now.phase === 'done' && (
          <p className="notice good" data-testid="release-done">
            {text('console.release.done', { type: now.wish.type, number: now.wish.licenceNumber })}
          </p>
        )}
        {trouble && <TroubleNotice trouble={trouble} testId="release-problem" />}
      </div>
    </section>
  )
}

function Choice(props: {
  fault: 'number' | 'released' | null
  working: boolean
  onChosen: (licenceNumber: string | null, type: string) => void
}) {
  const { text } = useLanguage()
  const [kind, setKind] = useState<'points' | 'e'>('points')
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    props.onChosen(readLicenceNumber(String(form.get('number'))), chosenType(kind, form))
  }
  return (
    <form className="form" onSubmit={submit}>
      <NumberField wrong={props.fault === 'number'} testId="release-number" />
      <TypeChoice kind={kind} onKind={setKind} points={1} />
      {props.fault === 'released' && (
        <p className="notice" data-testid="release-known">
          {text('console.release.known')}
        </p>
      )}
      <div className="buttons">
        <button type="submit" className="primary" disabled={props.working} data-testid="release-check">
          {text('console.release.check')}
        </button>
      </div>
    </form>
  )
}

function Confirmation(props: { wish: ReleaseBody; working: boolean; onYes: () => void; onNo: () => void }) {
  const { licenceNumber, type } = props.wish
  const { text } = useLanguage()
  return (
    <div className="form">
      <dl className="facts">
        <div>
          <dt>{text('console.licences.number')}</dt>
          <dd className="mono">{licenceNumber}</dd>
        </div>
        <div>
          <dt>Carat-ID</dt>
          <dd className="mono">{licenceNumber.slice(0, 8)}</dd>
        </div>
        <div>
          <dt>{text('console.licences.type')}</dt>
          <dd>{type}</dd>
        </div>
      </dl>
      <p className="notice">{text('console.release.warning')}</p>
      <div className="buttons">
        <button type="button" onClick={props.onNo}>
          {text('console.cancel')}
        </button>
        <button
          type="button"
          className="primary"
          disabled={props.working}
          onClick={props.onYes}
          data-testid="release-confirm"
        >
          {text('console.release.confirm', { type })}
        </button>
      </div>
    </div>
  )
}
