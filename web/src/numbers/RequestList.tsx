import { useState } from 'react'
import type { SmsNumber } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { useLoad } from '../live/use-load.ts'
import { usePages } from '../live/use-pages.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { Pager } from '../parts/Pager.tsx'
import { useWorld } from '../world.tsx'
import { RequestRow } from './RequestRow.tsx'

const STATES = ['requested', 'approved', 'rejected'] as const

/** Requests to have a number registered; those that wait first. @param version grows when they may have changed */
export function RequestList(props: { known: readonly SmsNumber[]; version: number; onDecided: () => void }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const [state, setState] = useState<(typeof STATES)[number]>('requested')
  const pages = usePages()
  const { cursor } = pages
  const loaded = useLoad(
    () => api.numberRequests({ state, cursor }),
    `number requests ${state} ${cursor ?? ''}`,
    props.version,
  )
  return (
    <section className="panel" data-testid="number-requests">
      <h2>{text('console.numbers.requests')}</h2>
      <fieldset className="switch" aria-label={text('console.numbers.requests')}>
        {STATES.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={state === one}
            onClick={() => {
              pages.first()
              setState(one)
            }}
          >
            {text(`console.numbers.request.${one}`)}
          </button>
        ))}
      </fieldset>
      <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
        {({ items, next }) => (
          <>
            {items.length === 0 && <p className="soft">{text('console.numbers.requests.none')}</p>}
            <ul className="lines">
              {items.map((request) => (
                <li key={request.id} data-testid={`number-request-${request.id}`}>
                  <RequestRow request={request} known={props.known} onDecided={props.onDecided} />
                </li>
              ))}
            </ul>
            <Pager pages={pages} next={next} />
          </>
        )}
      </LoadedView>
    </section>
  )
}
