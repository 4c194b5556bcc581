import { useState } from 'react'
import { SmsTabs } from '../dialogue/SmsTabs.tsx'
import { useLanguage } from '../language/language.tsx'
import { useLoad } from '../live/use-load.ts'
import { usePages } from '../live/use-pages.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { Pager } from '../parts/Pager.tsx'
import { useWorld } from '../world.tsx'
import { ContactView } from './ContactView.tsx'

const STATES = ['open', 'answered', 'closed', 'erased'] as const

/** What people wrote by the contact form, for staff: those that wait first. */
export function ContactsPage() {
  const { api } = useWorld()
  const { text } = useLanguage()
  const [state, setState] = useState<(typeof STATES)[number]>('open')
  const [version, setVersion] = useState(0)
  const pages = usePages()
  const { cursor } = pages
  const loaded = useLoad(() => api.contacts({ state, cursor }), `contacts ${state} ${cursor ?? ''}`, version)
  return (
    <>
      <h1>{text('console.contacts.title')}</h1>
      <SmsTabs />
      <fieldset className="switch apart" aria-label={text('console.contacts.title')}>
        {STATES.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={state === one}
            data-testid={`contacts-${one}`}
            onClick={() => {
              pages.first()
              setState(one)
            }}
          >
            {text(`console.contacts.state.${one}`)}
          </button>
        ))}
      </fieldset>
      <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
        {({ items, next }) => (
          <>
            {items.length === 0 && <p className="soft">{text('console.contacts.none')}</p>}
            <ul className="talk">
              {items.map((contact) => (
                <li key={contact.id} className="panel" data-testid="contact">
                  <ContactView contact={contact} onChanged={() => setVersion((count) => count + 1)} />
                </li>
              ))}
            </ul>
            <Pager pages={pages} next={next} />
          </>
        )}
      </LoadedView>
    </>
  )
}
