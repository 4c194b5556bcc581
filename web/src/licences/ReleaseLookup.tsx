import { type FormEvent, useState } from 'react'
import type { Release } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { useLoad } from '../live/use-load.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { useWorld } from '../world.tsx'
import { NumberField } from './NumberField.tsx'

/** What is released for a licence number, or for a dongle under all its user information. @param start looked up at once; empty: nothing */
export function ReleaseLookup(props: { start: string }) {
  const { text } = useLanguage()
  const [number, setNumber] = useState(props.start)
  const [wrong, setWrong] = useState(false)
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const typed = String(new FormData(event.currentTarget).get('number')).replaceAll(/[\s-]/g, '').toUpperCase()
    const fits = /^([0-9A-F]{8}){1,2}$/.test(typed)
    setWrong(!fits)
    if (fits) setNumber(typed)
  }
  return (
    <section className="panel" data-testid="releases">
      <h2>{text('console.release.find')}</h2>
      <form className="form" onSubmit={submit}>
        <NumberField either wrong={wrong} start={props.start} testId="releases-number" />
        <div className="buttons">
          <button type="submit" data-testid="releases-find">
            {text('console.support.find')}
          </button>
        </div>
      </form>
      {number !== '' && <Found number={number} />}
    </section>
  )
}

function Found(props: { number: string }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const loaded = useLoad(() => api.releases(props.number), props.number, 0)
  return (
    <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="notice">{text('console.release.none', { number: props.number })}</p>
        ) : (
          <ul className="lines">
            {items.map((release) => (
              <li key={release.id}>
                <ReleaseLine release={release} />
              </li>
            ))}
          </ul>
        )
      }
    </LoadedView>
  )
}

function ReleaseLine({ release }: { release: Release }) {
  const { text, format } = useLanguage()
  return (
    <p className="head">
      <strong>{release.type}</strong>
      <span className="mono">{release.licenceNumber}</span>
      <span className="soft">
        {text(release.orderId === undefined ? 'console.release.byOffice' : 'console.release.byOrder')} ·{' '}
        {text('console.release.counter', { counter: release.counter })}
      </span>
      <time className="soft" dateTime={release.at}>
        {format.instant(release.at)}
      </time>
    </p>
  )
}
